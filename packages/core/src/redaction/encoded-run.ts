/** A stretch of a text that may be something encoded, and what it is when it is decoded. */
export interface EncodedRun {
  readonly start: number;
  readonly end: number;
  readonly decoded: string;
}

const shortest = 24;
const base64 = /[A-Za-z0-9+/]{24,}={0,2}/g;
// Where a slash ends it, so that a part of a path is decoded from its own beginning.
const base64Url = /[A-Za-z0-9_-]{24,}={0,2}/g;
const hex = /[0-9a-f]{32,}/gi;

/** The stretches of 24 characters and more that could be base64 or base64url, and of 32 and more that could be hex. */
export function encodedRuns(text: string): readonly EncodedRun[] {
  if (text.length < shortest) return [];
  const runs = runsOf(text, base64, "base64");
  // A stretch without + / - _ is found as both kinds of base64, and means the same.
  const ends = new Map(runs.map(({ start, end }) => [start, end]));
  const urlRuns = runsOf(text, base64Url, "base64url").filter(({ start, end }) => ends.get(start) !== end);
  return [...runs, ...urlRuns, ...runsOf(text, hex, "hex")];
}

function runsOf(text: string, pattern: RegExp, encoding: "base64" | "base64url" | "hex"): EncodedRun[] {
  const runs: EncodedRun[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const start = match.index;
    runs.push({ start, end: start + match[0].length, decoded: Buffer.from(match[0], encoding).toString() });
  }
  return runs;
}
