import type { Finding } from "./finding.ts";

const name = "registered-value";

/** Finds the host's own secrets, as they are and in base64. */
export type FindValues = (text: string) => readonly Finding[];

/** Longest first, so that of two values of which one begins with the other the longer is found. */
export function findRegistered(values: readonly string[]): FindValues {
  const forms = new Set(values.flatMap(formsOf));
  if (forms.size === 0) return () => [];
  const longestFirst = [...forms].toSorted((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(literally).join("|"), "g");
  return (text) => {
    const findings: Finding[] = [];
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      findings.push({ start: match.index, end: match.index + match[0].length, name });
      // One may begin inside another.
      pattern.lastIndex = match.index + 1;
    }
    return findings;
  };
}

/** ASCII percent escapes need no form: they are read before anything is looked for. */
function formsOf(value: string): readonly string[] {
  const percent = value.replace(/[\u0080-\uffff]+/g, encodeURIComponent);
  return [value, percent, percent.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()), ...base64Forms(value)];
}

/**
 * The value alone, and the characters that it alone decides when one or two bytes stand before it: as a part of something
 * longer it begins at any of three places of base64's groups.
 */
function base64Forms(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const inside = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  const alone = bytes.toString("base64");
  const forms = [alone, alone.replace(/=+$/, ""), ...inside];
  return [...forms, ...forms.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"))];
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
