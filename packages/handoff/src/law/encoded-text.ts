// Eighteen bytes: enough for `{"messages":["hi"]}`, and no word of a language is as long and decodes to a text.
const base64 = /[A-Za-z0-9+/]{24,}={0,2}/g;
// Where a slash ends it, so that a part of a path is decoded from its own beginning.
const base64Url = /[A-Za-z0-9_-]{24,}={0,2}/g;
const hex = /(?:[0-9a-f]{2}){12,}/gi;
const wholeBase64 = /^[A-Za-z0-9+/_-]{12,}={0,2}$/;
const wholeHex = /^(?:0x|\\x)?[0-9a-f]{2}(?:(?:[\s:,-]|\\x|0x){0,3}[0-9a-f]{2}){7,}$/i;
// Mail and dumps break it, but not into shorter pieces; bytes in hex are written one by one.
const perhapsEncoded = /[A-Za-z0-9+/_-]{12}|^(?:0x|\\x)?[0-9a-f]{2}[\s:,\\x0-9a-f-]{20}/i;
const unreadable = /(?![\t\n\v\f\r])\p{Cc}|\ufffd/gu;

/** The texts that are written in a text in base64, base64url or hex; bytes that are no text are left out. */
export function decodedTexts(text: string): readonly string[] {
  if (!perhapsEncoded.test(text)) return [];
  const found = new Set<string>();
  // Mail breaks base64 into lines.
  const unbroken = text.replace(/\s+/g, "");
  if (wholeBase64.test(unbroken)) add(found, unbroken, "base64");
  if (wholeHex.test(text)) add(found, text.replace(/0x|\\x|[^0-9a-f]/gi, ""), "hex");
  for (const [pattern, encoding] of [[base64, "base64"], [base64Url, "base64url"], [hex, "hex"]] as const) {
    for (const [run] of text.matchAll(pattern)) add(found, run, encoding);
  } // prettier-ignore
  return [...found];
}

function add(found: Set<string>, encoded: string, encoding: "base64" | "base64url" | "hex"): void {
  const bytes = Buffer.from(encoded, encoding);
  const wide = bytes.length >= 16 && bytes[1] === 0 && bytes[3] === 0;
  const text = bytes.toString(wide ? "utf16le" : "utf8");
  // The last character may have been cut off; bytes that are no text have many that nobody can read.
  const bad = text.match(unreadable)?.length ?? 0;
  if (text.length > 4 && bad <= Math.floor(text.length / 50) + (text.endsWith("\ufffd") ? 1 : 0)) found.add(text);
}
