// For isWellFormed and toWellFormed, which every supported Node has.

const replacement = "\ufffd";

/** Well-formed text that the database can hold: NUL and lone surrogates become U+FFFD. */
export function cleanText(value: string): string {
  return value.toWellFormed().replaceAll("\u0000", replacement);
}

/** At most `maxCharacters` UTF-16 units, never half a code point; a cut text ends in "…". */
export function cutText(value: string, maxCharacters: number): string {
  if (value.length <= maxCharacters) return value;
  // A pair cut in two would leave a lone high surrogate at the end.
  return value.slice(0, maxCharacters - 1).replace(/[\ud800-\udbff]$/, "") + "…";
}
