const after = "(?<=[:=>] {0,3})";
const spaced = "(?<=[:=>?] )";
// A digit at the end of a word is that of a password, `hunter2`; within a name a capital follows it.
const name = String.raw`[A-Za-z_$]{1,60}(?:\d{1,3}[A-Z][A-Za-z_$]{0,60}){0,4}`;
const path = String.raw`${name}(?:\??\.${name}|\[["']?[\w.+ -]{0,60}["']?\]|!){0,8}`;
const codeGoesOn = String.raw`(?= = | ?(?:[;,][ \t]{0,8}(?:[\r\n]|$)|\)\s?(?:[:;{]|=>)|\| [A-Z]|=>|&&|\|\||[?+-] |[\r\n]\s{0,40}[|&?.] ))`;
const objects =
  "req|request|res|response|process|config|cfg|env|os|self|this|user|ctx|context|settings|options|opts|props|params|args|" +
  "input|body|data|state|app|event|account|form|result";

/** What a program computes, reads or declares where a secret would be; a secret that is written down there has quotes. */
const expressions = new RegExp(
  [
    // `= await login(`, `: new Vault<Key>(`
    String.raw`${after}(?:await +|new +)?[A-Za-z_$][\w$]{0,60}(?:\??\.[A-Za-z_$][\w$]{0,60}){0,8}(?:<\w{1,40}>)?\(`,
    // `: req.body.password`, `= row["password"]`
    String.raw`${after}(?:${objects})(?:\??\.[A-Za-z_$][\w$]{0,60}|\[["']?[\w.-]{1,60}["']?\]){1,8}(?![\w$.[])`,
    // `= password;`, `: string): Buffer`, `= Node | Token`
    `${spaced}(?:${path}(?:<[^<>\\n]{1,60}>)?|\\d{1,3})${codeGoesOn}`,
    // The beginning of a type, an object, a list, a pattern, or of what a function takes.
    String.raw`${after}(?:[{[(](?=[\s\]}]|$)|\[\{|\/[\^[\\]|\((?=[\w$?, ]{0,60}(?:: |\) ?[=:{])))`,
    // `let token = start`, to the end of the line or the next quote
    String.raw`\b(?:const|let|var|type)\s[\w$]{1,60}(?:\s?:[^=\n"'\x60]{1,80})?\s?=\s?(?=[^\s"'\x60])[^"'\x60\n]{1,200}`,
    // `!Ref Password`
    String.raw`(?<=: {0,3})![A-Za-z]{2,20} +[\w.-]{1,80}`,
  ].join("|"),
  "g",
);

/** Lines that only a program has. */
const programLine =
  /^\s*(?:def |class \w|import \w|from [\w.]+ import|return\b|(?:el)?if .{1,200}[:{]$|for .{1,200}[:{]$|function\b|(?:const|let|var|my|our) |export (?:default|const|async|function|class|type|interface|\{)|public |private |static |#include|package [\w:]+;|use [\w:]+;|sub \w+)/gm;
/** In a program without semicolons: `token = Name`, `auth=None, timeout=3`. */
const assigned = new RegExp(`(?<=[:=] ?)(?:${path}|\\d{1,3})(?=[\\s,()\\]:;[]|$)`, "g");

/** The text with `null` for all that is no value but a piece of a program. */
export function withoutExpressions(text: string): string {
  const values = text.replace(expressions, "null ");
  const isProgram = (text.match(programLine)?.length ?? 0) > 2;
  return isProgram ? values.replace(assigned, "null ") : values;
}
