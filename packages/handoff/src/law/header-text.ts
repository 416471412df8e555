import { areHeaders, headerNames } from "./header-names.ts";

const firstLine = /^(?:[A-Z]{3,7} \S{1,2000} HTTP\/\d|HTTP\/\d(?:\.\d)? \d{3}\b)/m;
const line = /^[ \t>*-]{0,8}([A-Za-z][A-Za-z0-9-]{1,40})[ \t]{0,4}:[ \t]{0,4}\S/gm;
/** Within a line only names with a dash can be told from other words. */
const within = /(?<![\w"'`-])([A-Za-z]{1,12}(?:-[A-Za-z]{1,16}){1,4}) ?[:=] ?[^\s"'`]/g;
/** As programs write them down; a name in quotes whose value has none is where a program makes a header. */
const quoted = /(["'`])([A-Za-z]{1,12}(?:-[A-Za-z]{1,16}){0,4})\1\s{0,4}(?::|=>|=)\s{0,4}["'`]/g;

// What no two headers are without; most texts have less, and are through.
const twoOfThem = /[:=].*?[:=]/s;
const perhapsHeader = /[A-Za-z]-[A-Za-z]|HTTP\/|authorization|cookie|referer|traceparent/i;

/** Whether a text has the headers of an HTTP request or response in it, one a line or one after another. */
export function holdsHeaders(text: string): boolean {
  if (!twoOfThem.test(text) || !perhapsHeader.test(text)) return false;
  const lines = Array.from(text.matchAll(line), ([, name = ""]) => name.toLowerCase());
  if (lines.some((name) => headerNames.has(name)) && firstLine.test(text)) return true;
  if (areHeaders(lines)) return true;
  if (areHeaders(Array.from(text.matchAll(within), ([, name = ""]) => name.toLowerCase()))) return true;
  return areHeaders(Array.from(text.matchAll(quoted), ([, , name = ""]) => name.toLowerCase()));
}
