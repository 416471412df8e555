/** Where a secret stands in a text, and which detector knows it. `end` is the first character after it. */
export interface Finding {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

// No digits and no capitals: nothing that a shape would know can pass for a mark.
const marks = /\[redacted:[a-z-]{1,24}\]/g;
const markAlone = /^\[redacted:[a-z-]{1,24}\]$/;

export const markStart = "[redacted:";

/** What stands where a secret was taken out; it says which detector knew it. */
export function redactedMark(name: string): string {
  return `${markStart}${name}]`;
}

/** Whether a text is nothing but such a mark. */
export function isRedactedMark(text: string): boolean {
  return markAlone.test(text);
}

/**
 * The text without what was found. Of findings that overlap one mark stands for all: that of the one which begins first,
 * of two which begin together that of the earlier one in the list. What stands within a mark already stays, so that a
 * text which is redacted twice is as it was after the first time.
 */
export function takeOut(text: string, findings: readonly Finding[]): string {
  let result = "";
  let copied = 0;
  const inOrder = findings.toSorted((a, b) => a.start - b.start);
  for (const { start, end, name } of mergeOverlaps(outsideMarks(text, inOrder))) {
    result += text.slice(copied, start) + redactedMark(name);
    copied = end;
  }
  return result + text.slice(copied);
}

function mergeOverlaps(inOrder: readonly Finding[]): readonly Finding[] {
  const merged: Finding[] = [];
  for (const finding of inOrder) {
    const last = merged.at(-1);
    if (last === undefined || finding.start >= last.end) merged.push(finding);
    else if (finding.end > last.end) merged[merged.length - 1] = { ...last, end: finding.end };
  }
  return merged;
}

function outsideMarks(text: string, inOrder: readonly Finding[]): readonly Finding[] {
  if (inOrder.length === 0 || !text.includes(markStart)) return inOrder;
  marks.lastIndex = 0;
  let mark = marks.exec(text);
  return inOrder.filter(({ start, end }) => {
    while (mark !== null && mark.index + mark[0].length <= start) mark = marks.exec(text);
    return mark === null || start < mark.index || end > mark.index + mark[0].length;
  });
}
