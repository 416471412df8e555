/**
 * Letters of other alphabets that a reader takes for Latin ones, after NFKD (which already reads full-width, mathematical,
 * circled and small raised letters). As escapes, because as letters nobody could tell them from what they look like.
 * In order: Latin's own variants, Greek, Cyrillic, Armenian, Cherokee, Lisu, Coptic.
 */
const lookAlikes: Readonly<Record<string, string>> = {
  a: "\u0251\u1d00\u03b1\u0430",
  b: "\u0180\u0299\u0432\u044c\u13cf",
  c: "\u1d04\u0188\u03f2\u0441\u2ca5",
  d: "\u0111\u1d05\u0257\u0501\u13e7",
  e: "\u1d07\u025b\u03b5\u0435\u0454\u04bd\u0247",
  f: "\ua730\u0192\u0584",
  g: "\u0261\u0262\u01e5\u0581",
  h: "\u0127\u029c\u043d\u04bb\u0570\u13c2",
  i: "\u0131\u026a\u0269\u1d09\u03b9\u0456\u04cf\u13a5",
  j: "\u1d0a\u0237\u03f3\u0458",
  k: "\u1d0b\u0199\u03ba\u043a",
  l: "\u0142\u029f\u019a\u026d\u01c0",
  m: "\u1d0d\u0271\u043c",
  n: "\u0274\u014b\u0272\u03b7\u043f\u0578",
  o: "\u00f8\u1d0f\u0275\u03bf\u03c3\u043e\u0585\u2c9f\u0d20\u0966",
  p: "\u1d18\u01a5\u03c1\u0440\u2ca3",
  q: "\u051b\u0566",
  r: "\u0280\u027e\u027c\u0433",
  s: "\ua731\u0282\u01bd\u03c2\u0455",
  t: "\u0167\u1d1b\u01ad\u03c4\u0442",
  u: "\u1d1c\u028b\u03c5\u0438\u057d",
  v: "\u1d20\u03bd\u0475",
  w: "\u1d21\u026f\u03c9\u051d\u0461\u0561",
  x: "\u03c7\u0445",
  y: "\u028f\u01b4\u03b3\u0443\u04af",
  z: "\u1d22\u0290\u01b6\u0225",
  A: "\u0391\u0410\u13aa\ua4ee",
  B: "\u0392\u0412\u13f4\ua4d0",
  C: "\u03f9\u0421\u13df\ua4da\u2ca4",
  D: "\u0110\u13a0\ua4d3",
  E: "\u0395\u0415\u13ac\ua4f0",
  F: "\u03dc\ua4dd",
  G: "\u050c\u13c0\ua4d6",
  H: "\u0126\u0397\u041d\u13bb\ua4e7",
  I: "\u0399\u0406\u04c0\ua4f2",
  J: "\u037f\u0408\u13ab\ua4d9",
  K: "\u039a\u041a\u13e6\ua4d7",
  L: "\u0141\u13de\u053c\ua4e1",
  M: "\u039c\u041c\u13b7\ua4df",
  N: "\u039d\ua4e0",
  O: "\u00d8\u039f\u041e\u0555\ua4f3\u2c9e",
  P: "\u03a1\u0420\u13e2\ua4d1",
  Q: "\u051a",
  R: "\u13a1\u13d2\ua4e3",
  S: "\u0405\u054f\u13d5\u13da\ua4e2",
  T: "\u0166\u03a4\u0422\u13a2\ua4d4",
  U: "\u054d\ua4f4",
  V: "\u0474\u13d9\ua4e6",
  W: "\u051c\u13b3\ua4ea",
  X: "\u03a7\u0425\ua4eb",
  Y: "\u03a5\u04ae\u13bd\ua4ec",
  Z: "\u0396\u13c3\ua4dc",
};

const latinOf: ReadonlyMap<string, string> = new Map([
  ...Object.entries(lookAlikes).flatMap(([latin, others]) => inBothCases(latin, others)),
  ...Object.entries(lookAlikes).flatMap(([latin, others]) =>
    Array.from(others).map((other) => [other, latin] as const),
  ),
  ["\u00df", "ss"],
  ["\u00e6", "ae"],
  ["\u0153", "oe"],
]);

/** A letter whose other case is no look-alike itself is read as that case. */
function inBothCases(latin: string, others: string): readonly (readonly [string, string])[] {
  return Array.from(others).flatMap((other) => [[other.toUpperCase(), latin], [other.toLowerCase(), latin]] as const);
} // prettier-ignore

// White letters on black discs and squares, and the letters that flags are made of: alphabets in order, without a form in NFKD.
const alphabets = [0x1f150, 0x1f170, 0x1f1e6] as const;
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{M}]/gu;
// Whole sentences in one character: 6,000 of them would become 100,000.
const sentences = /[\ufdf0-\ufdfd]/g;
const notAscii = /[^\0-\x7f]/;
const notAsciiEach = /[^\0-\x7f]/gu;

/**
 * A text in the letters that a reader sees: without what is invisible and without accents, and with Latin letters for
 * their look-alikes. Of a text in another alphabet a mixture is left, always the same one.
 */
export function plainSpelling(text: string): string {
  if (!notAscii.test(text)) return text;
  return text.replace(sentences, " ").normalize("NFKD").replace(invisible, "").replace(notAsciiEach, toLatin);
}

function toLatin(character: string): string {
  const latin = latinOf.get(character);
  if (latin !== undefined) return latin;
  const code = character.codePointAt(0) ?? 0;
  if (code < alphabets[0]) return character;
  const start = alphabets.find((first) => code >= first && code < first + 26);
  return start === undefined ? character : String.fromCharCode(0x61 + code - start);
}
