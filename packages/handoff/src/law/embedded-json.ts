import type { Json } from "@scoria/core";

// A text with more brackets that are no JSON than this is looked at by `looseMembers` alone.
const mostFailures = 48;
// Whatever else is no JSON: a text that turns out to be none costs twenty times as much as this.
const perhapsJson = /^\s*(?:"(?:[^"\\]|\\.)*"|\{\s*(?:\}|"(?:[^"\\]|\\.)*"\s*:.*\})|\[.*\])\s*$/s;
const opening = /[[{]\s{0,64}["'[\]{}\d\-tfn]/g;

/** What a text is when the whole of it is JSON: a list, an object or a string. */
export function wholeJson(text: string): Json | undefined {
  if (!perhapsJson.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Lists and objects written as JSON in a text: in a sentence, in a block of code, one on each line. */
export function embeddedJson(text: string): readonly Json[] {
  const found: Json[] = [];
  opening.lastIndex = 0;
  let failures = 0;
  for (let match = opening.exec(text); match !== null && failures < mostFailures; match = opening.exec(text)) {
    const end = endOfBrackets(text, match.index);
    const value = end === undefined ? undefined : wholeJson(text.slice(match.index, end));
    opening.lastIndex = value === undefined || end === undefined ? match.index + 1 : end;
    if (value === undefined) failures += 1;
    else found.push(value);
  }
  // On each line a turn: together they are the list that each alone is not.
  return found.length > 1 ? [...found, found] : found;
}

/** The place after the bracket that closes the one at `start`; brackets in strings do not count. */
function endOfBrackets(text: string, start: number): number | undefined {
  let depth = 0;
  let isString = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (character === "\\") at += 1;
    else if (character === '"') isString = !isString;
    else if (isString) continue;
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") depth -= 1;
    if (depth === 0) return at + 1;
  }
  return undefined;
}
