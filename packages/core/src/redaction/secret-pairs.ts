import { type Finding, markStart } from "./finding.ts";
import { isSecretKey } from "./secret-key.ts";

/** The detector of what stands under a secret key, in a text as in JSON. */
export const secretField = "secret-field";

const separators = /[:=]/g;
const flags = /(?<![\w-])--([a-z][\w-]{1,60})[ \t]{1,3}(?=\S)/gi;
const longestKey = 80;
const keyCharacters: ReadonlySet<string> = new Set(
  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.$[]",
);
const quotes = "\"'`";
/** What programs write where there is no secret, or for what kind of thing it is. */
const noValue =
  /^(?:null|nil|undefined|true|false|none|required|missing|invalid|expired|string|number|boolean|unknown|\*+|x{3,}|\$\{\w+\}|process\.env\.\w+)[.,;:!?]*$/i;
const plainWord = /^[a-z]+[.,;:!?]*$/i;
const headerEnds = /[\r\n"'`]/g;
const bareEnds = /[\s"'`&;<>|,)\]}]/g;
const closing = /[,)\]}]/;
const cookiePair = /^[^\s=;,"'`]+=/;
const scheme = /^(?:bearer|basic|digest|negotiate|ntlm|token|apikey|hmac|dpop|bot|aws4-hmac-sha256)[ \t]/i;

/**
 * The values of `key=value`, `key: value`, `"key": "value"` and `--key value` whose key is that of a secret. A value without
 * quotes ends at a blank; those of Authorization and Cookie headers end with their line.
 */
export function findPairs(text: string): readonly Finding[] {
  const findings: Finding[] = [];
  separators.lastIndex = 0;
  for (let match = separators.exec(text); match !== null; match = separators.exec(text)) {
    const value = pairAt(text, match.index);
    if (value === undefined) continue;
    findings.push({ ...value, name: secretField });
    // Each character is read as a value once; but in "auth: token: x" the value is the key of the next.
    const last = text[value.end - 1];
    separators.lastIndex = last === ":" || last === "=" ? value.end - 1 : value.end;
  }
  for (const { 0: flag, 1: key = "", index } of text.matchAll(flags)) {
    const value = isSecretKey(key) ? argumentAt(text, index + flag.length) : undefined;
    if (value !== undefined) findings.push({ ...value, name: secretField });
  }
  return findings;
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

function pairAt(text: string, at: number): Stretch | undefined {
  const isColon = text[at] === ":";
  // The colon of a mark.
  if (isColon && text.startsWith(markStart, at - markStart.length + 1)) return undefined;
  const next = text[at + 1];
  if (next === text[at] || (isColon && next === "=")) return undefined;
  const isArrow = !isColon && next === ">";
  const key = keyBefore(text, text[at - 1] === ":" ? at - 1 : at);
  if (key === undefined) return undefined;
  const start = skipBlanks(text, at + (isArrow ? 2 : 1));
  const quote = text.charAt(start);
  if (quote !== "" && quotes.includes(quote)) return notEmpty(text, start + 1, endOfQuoted(text, start + 1, quote));
  if (isArrow) return undefined;
  const header = endOfHeader(text, start, key.name);
  if (header !== undefined) return notEmpty(text, start, header);
  const end = endOfBare(text, start);
  const isProse = isColon && !key.isQuoted;
  return isProse && !isProseSecret(text, key, { start, end }) ? undefined : notEmpty(text, start, end);
}

interface Key {
  readonly name: string;
  readonly start: number;
  readonly isQuoted: boolean;
}

/** The secret key that ends before `at`, if there is one: a word, or two like "API key". */
function keyBefore(text: string, at: number): Key | undefined {
  let end = at;
  while (end > at - 3 && isBlank(text, end - 1)) end -= 1;
  const isQuoted = end > 0 && quotes.includes(text.charAt(end - 1));
  if (isQuoted) end -= 1;
  const start = startOfWord(text, end);
  if (start === end) return undefined;
  const name = text.slice(start, end);
  // What says that a token was here is no key.
  if (name.endsWith("]") && text.startsWith(markStart, start - markStart.length)) return undefined;
  if (isSecretKey(name)) return { name, start, isQuoted };
  if (isQuoted || !isBlank(text, start - 1)) return undefined;
  const before = startOfWord(text, start - 1);
  return before < start - 1 && isSecretKey(text.slice(before, end))
    ? { name: text.slice(before, end), start: before, isQuoted }
    : undefined;
}

function startOfWord(text: string, end: number): number {
  let start = end;
  while (start > 0 && end - start < longestKey && keyCharacters.has(text.charAt(start - 1))) start -= 1;
  return start;
}

/** In "Password: must be long" a person speaks of passwords; "password: hunter2" has one. */
function isProseSecret(text: string, key: Key, value: Stretch): boolean {
  const word = text.slice(value.start, value.end);
  const isPlain = plainWord.test(word);
  if (!isPlain && word.length >= 4) return true;
  if (isPlain && /^(?:auth|session)$/i.test(key.name)) return false;
  return isLineEnd(text, value.end) && isLineStart(text, key.start);
}

/** After `--password` an ordinary word goes on with the sentence. */
function argumentAt(text: string, start: number): Stretch | undefined {
  const quote = text.charAt(start);
  if (quotes.includes(quote)) return notEmpty(text, start + 1, endOfQuoted(text, start + 1, quote));
  const end = endOfBare(text, start);
  const word = text.slice(start, end);
  return word.startsWith("-") || (word.length < 12 && plainWord.test(word)) ? undefined : notEmpty(text, start, end);
}

function notEmpty(text: string, start: number, end: number): Stretch | undefined {
  if (end <= start || noValue.test(text.slice(start, Math.min(end, start + 200)))) return undefined;
  return { start, end };
}

/** Without a second quote the text was cut off, and the line is all that is left of the value. */
function endOfQuoted(text: string, start: number, quote: string): number {
  let at = text.indexOf(quote, start);
  while (at !== -1 && isEscaped(text, at, start)) at = text.indexOf(quote, at + 1);
  return at === -1 ? endOfLine(text, start) : at;
}

function isEscaped(text: string, at: number, start: number): boolean {
  let first = at;
  while (first > start && text[first - 1] === "\\") first -= 1;
  return (at - first) % 2 === 1;
}

/** Undefined when it is no header that holds more than a word. */
function endOfHeader(text: string, start: number, key: string): number | undefined {
  const beginning = text.slice(start, start + 200);
  const isHeader = /cookies?$/i.test(key)
    ? cookiePair.test(beginning)
    : /authorization$/i.test(key) && scheme.test(beginning);
  if (!isHeader) return undefined;
  let quoted = "";
  headerEnds.lastIndex = start;
  for (let match = headerEnds.exec(text); match !== null; match = headerEnds.exec(text)) {
    const [character] = match;
    if (character === "\n" || character === "\r") return match.index;
    if (quoted === character) quoted = "";
    else if (quoted === "" && text[match.index - 1] === "=") quoted = character;
    else if (quoted === "") return match.index;
  }
  return text.length;
}

function endOfBare(text: string, start: number): number {
  bareEnds.lastIndex = start;
  for (let match = bareEnds.exec(text); match !== null; match = bareEnds.exec(text)) {
    const { index: at } = match;
    // A password may have them; at the end of a word they close something.
    if (closing.test(match[0]) && !/^$|[\s,)\]}"'`]/.test(text.charAt(at + 1))) continue;
    return text[at - 1] === "\\" ? Math.max(start, at - 1) : at;
  }
  return text.length;
}

function isLineStart(text: string, start: number): boolean {
  let at = start - 1;
  while (at > start - 20 && (isBlank(text, at) || text[at] === "-")) at -= 1;
  return at < 0 || text[at] === "\n";
}

function isLineEnd(text: string, end: number): boolean {
  const at = skipBlanks(text, end);
  return at >= text.length || text[at] === "\n" || text[at] === "\r";
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end === -1 ? text.length : end;
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < start + 3 && isBlank(text, at)) at += 1;
  return at;
}

function isBlank(text: string, at: number): boolean {
  return text[at] === " " || text[at] === "\t";
}
