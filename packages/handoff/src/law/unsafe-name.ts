import { readingsOf, type Words } from "./key-words.ts";
import { honestBefore, honestWords, type NameLaw, nameBeginnings, nameLaws, wrappers } from "./name-laws.ts";

// Most keys have none of these beginnings of a name in them, and are through.
const hint =
  /script|mess|msg|hist|log|convo|conver|chat|dialo|sess|head|hdr|cook|state|sock|assign|private|secret|pass|pwd|pw|key|string|code|card|phrase|otp|cv[cv]|pin|cred|auth|token|jwt|bearer|[cx]srf/;
const longestName = Math.max(...[...nameLaws.keys()].map((name) => name.length));
const wrapperWords: ReadonlySet<string> = new Set(wrappers);
const runTogether = wrappers.filter((wrapper) => wrapper.length > 2);
// As short as a name may be that a wrapper is run together with, or `checklist` would be a check in a list.
const shortestRest = 5;
// `messages_json_raw_copy_old`: nobody wraps more often by chance.
const mostWrappers = 4;

/** What the law says of a key's name, or undefined when it has nothing against it. */
export function unsafeName(key: string): NameLaw | undefined {
  for (const words of readingsOf(key)) {
    if (!hint.test(words.join(""))) continue;
    const law = lawOnEnd(words) ?? lawOnBeginning(words);
    if (law !== undefined) return law;
  }
  return undefined;
}

function lawOnBeginning(words: Words): NameLaw | undefined {
  return nameBeginnings.find(([beginning]) => {
    let read = "";
    for (const word of words) {
      read += word;
      if (read.length >= beginning.length) break;
    }
    return read === beginning;
  })?.[1];
}

function lawOnEnd(words: Words): NameLaw | undefined {
  let left = words;
  for (let taken = 0; taken <= mostWrappers; taken += 1) {
    const law = lawOnLast(left, taken === 0);
    if (law !== undefined) return law;
    const shorter = withoutWrapper(left.at(-1) ?? "");
    if (shorter === undefined) return undefined;
    left = shorter === "" ? left.slice(0, -1) : [...left.slice(0, -1), shorter];
  }
  return undefined;
}

/** The word without the wrapper that it is or ends with: nothing of `json`, `messages` of `messagesjson`. */
function withoutWrapper(word: string): string | undefined {
  if (wrapperWords.has(word)) return "";
  const wrapper = runTogether.find((ending) => word.endsWith(ending) && word.length - ending.length >= shortestRest);
  return wrapper === undefined ? undefined : word.slice(0, -wrapper.length);
}

/** The longest name that the words end with decides, wherever they are parted. */
function lawOnLast(words: Words, isWhole: boolean): NameLaw | undefined {
  if (honestWords.has(words.at(-1) ?? "")) return undefined;
  const text = words.join("");
  for (let start = Math.max(0, text.length - longestName); start < text.length; start += 1) {
    const name = text.slice(start);
    const law = nameLaws.get(name);
    if (law === undefined || !isInPlace(law, start, words, isWhole)) continue;
    return honestBefore.get(name)?.has(wordBefore(words, start)) === true ? undefined : law;
  }
  return undefined;
}

function isInPlace(law: NameLaw, start: number, words: Words, isWhole: boolean): boolean {
  if (law.place === "alone") return start === 0 && isWhole;
  return law.place === "end" || lastStartUpTo(start, words) === start;
}

/** The word, or the part of one, that ends at a place in the words run together. */
function wordBefore(words: Words, end: number): string {
  return words.join("").slice(lastStartUpTo(end - 1, words), end);
}

/** Where in the words run together the last word begins that begins at `place` or before it. */
function lastStartUpTo(place: number, words: Words): number {
  let start = 0;
  for (const word of words) {
    if (start + word.length > place) break;
    start += word.length;
  }
  return start;
}
