import { plainSpelling } from "./look-alikes.ts";
import { unescaped } from "./unescape.ts";

const camelCase = /([\p{Ll}\p{N}])(?=\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll})/gu;
const notLetters = /[^\p{L}]+/u;
// A digit or sign that stands for a letter has a letter after it: the 2 of `message_2` and the 5 of `message5` only count.
const readAsLetter = /[0134567893@$!|](?=[0-9@$!|]{0,8}[a-z])/i;
const lettersOf: Readonly<Record<string, string>> = {
  "0": "o",
  "3": "e",
  "4": "a",
  "5": "s",
  "6": "g",
  "7": "t",
  "8": "b",
  "9": "g",
  "@": "a",
  $: "s",
};
const notAscii = /[^\0-\x7f]/;
const notAsciiRuns = /[^\0-\x7f]+/g;
const encodedKey = /^[A-Za-z0-9+/_-]{8,64}={0,2}$/;
const aName = /^[\w .-]+$/;

/** The words of a key in small Latin letters; its digits and signs only part them. */
export type Words = readonly string[];

/**
 * The words that a key has for a reader, whatever its spelling: `chatHistory`, `CHAT-HISTORY`, `chat.history[0]`, with
 * look-alikes and invisible characters (`chatHist\u043ery`), escaped (`chat%48istory`), in base64 or hex, and with digits
 * for letters (`ch4tH1story`). The first are those of the key as it stands.
 */
export function readingsOf(key: string): readonly Words[] {
  const spellings = [key, ...decodedKeys(key)].map(plainSpelling);
  // A letter of another alphabet may also stand between words: `messages\u00b7\u00e9`.
  if (notAscii.test(key)) spellings.push(key.replace(notAsciiRuns, " "));
  return [...spellings, ...spellings.flatMap(digitsAsLetters)].map(wordsOf);
}

/** The words of a text in its plain spelling. */
export function wordsOf(text: string): Words {
  return text
    .replace(camelCase, "$1$2 ")
    .toLowerCase()
    .split(notLetters)
    .filter((word) => word !== "");
}

function decodedKeys(key: string): readonly string[] {
  const decoded = unescaped(key);
  if (!encodedKey.test(key)) return decoded;
  const names = [Buffer.from(key, "base64"), Buffer.from(key, "hex")].map((bytes) => bytes.toString());
  return [...decoded, ...names.filter((name) => name.length > 5 && aName.test(name))];
}

function digitsAsLetters(text: string): readonly string[] {
  if (!readAsLetter.test(text)) return [];
  const letters = text.replace(/[03-9@$]/g, (sign) => lettersOf[sign] ?? sign);
  return [letters.replace(/[1!|]/g, "i"), letters.replace(/[1!|]/g, "l")];
}
