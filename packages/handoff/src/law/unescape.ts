const percent = /(?:%[0-9a-f]{2})+/gi;
const backslash = /\\(?:u\{[0-9a-f]{1,6}\}|u[0-9a-f]{4}|x[0-9a-f]{2}|[bfnrtv"'`\\/])/gi;
const entity = /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|quot|apos|amp|lt|gt|lbrace|rbrace|lsqb|rsqb|lbrack|rbrack|colon|comma);/gi;
const controls: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };
const entities: Readonly<Record<string, string>> = {
  quot: '"',
  apos: "'",
  amp: "&",
  lt: "<",
  gt: ">",
  lbrace: "{",
  rbrace: "}",
  lsqb: "[",
  rsqb: "]",
  lbrack: "[",
  rbrack: "]",
  colon: ":",
  comma: ",",
};

/** A text with its percent, backslash or HTML escapes read once, in each of the three ways that changes it. */
export function unescaped(text: string): readonly string[] {
  return [
    ...read(text, "%", percent, readPercent),
    ...read(text, "\\", backslash, readBackslash),
    ...read(text, "&", entity, readEntity),
  ];
}

function read(text: string, sign: string, pattern: RegExp, replace: (escape: string) => string): readonly string[] {
  if (!text.includes(sign)) return [];
  const plain = text.replace(pattern, replace);
  return plain === text ? [] : [plain];
}

function readPercent(escapes: string): string {
  return Buffer.from(escapes.replaceAll("%", ""), "hex").toString();
}

function readBackslash(escape: string): string {
  const kind = escape.charAt(1);
  if (escape.length > 2) return character(Number.parseInt(escape.replace(/[^0-9a-f]|\\x/gi, ""), 16));
  return controls[kind] ?? kind;
}

function readEntity(escape: string): string {
  const name = escape.slice(1, -1).toLowerCase();
  if (name.startsWith("#x")) return character(Number.parseInt(name.slice(2), 16));
  return name.startsWith("#") ? character(Number(name.slice(1))) : (entities[name] ?? escape);
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
}
