/** A text as a reader of its encoding sees it, and where each of its characters stands in the text it was made from. */
export interface DecodedView {
  readonly text: string;
  /** The place in the source of the character at `index`; of the length, the source's length. */
  readonly sourceOf: (index: number) => number;
}

// A percent sign with the digits of an ASCII character, or an escape of JSON or JavaScript.
const escapes = /%[0-7][0-9a-f]|\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|[bfnrtv"'`\\/])/gi;
const controls: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** The text with its percent and backslash escapes read once, or undefined if it has none. */
export function unescapedView(source: string): DecodedView | undefined {
  if (!source.includes("%") && !source.includes("\\")) return undefined;
  // From the decoded character at `at[i]` on, source and text run in step, beginning at `from[i]` of the source.
  const at: number[] = [0];
  const from: number[] = [0];
  let text = "";
  let read = 0;
  for (const match of source.matchAll(escapes)) {
    text += source.slice(read, match.index);
    read = match.index + match[0].length;
    at.push(text.length, text.length + 1);
    from.push(match.index, read);
    text += decodeOne(match[0]);
  }
  if (read === 0) return undefined;
  text += source.slice(read);
  return {
    text,
    sourceOf: (index) => {
      const step = lastNotAfter(at, index);
      return (from[step] ?? 0) + index - (at[step] ?? 0);
    },
  };
}

function decodeOne(escape: string): string {
  if (escape.startsWith("%")) return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
  const kind = escape.charAt(1);
  if (escape.length > 2) return String.fromCharCode(Number.parseInt(escape.slice(2), 16));
  return controls[kind] ?? kind;
}

/** The place of the last number that is not above `wanted`, by halving; the numbers are in order and begin with 0. */
function lastNotAfter(numbers: readonly number[], wanted: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((numbers[middle] ?? 0) <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}
