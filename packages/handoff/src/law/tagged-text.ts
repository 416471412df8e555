import { type ChatRole, chatRole } from "./chat-roles.ts";
import { plainSpelling } from "./look-alikes.ts";

/** A member that tells who speaks, as YAML, XML, Python, JavaScript or JSON that was cut off writes it. */
const tag =
  /(?<![\w-])["'`]?(role|speaker|author|sender|from|type)["'`]?\s{0,4}(?::|=>|=)\s{0,4}(["'`]?)([A-Za-z_]{2,20})(?![\w-])/gi;
const content = String.raw`(?<![\w-])["'\x60]?(?:content|text|parts|message|body|value|utterance)["'\x60]?\s{0,4}(?::|=>|=)`;
const anyContent = new RegExp(content, "i");
/** Where the role has quotes, so has what was said; without them it is a name for it in a program. */
const quotedContent = new RegExp(String.raw`${content}\s{0,4}(?:["'\x60][^"'\x60]|[[{])`, "i");
const element = /<\w{1,40}\s[^<>]{0,200}>\s{0,10}[^<\s]/;

/** Whether a text is a list of messages in another notation than JSON: two that tell their role, and what was said. */
export function isTaggedText(text: string): boolean {
  const plain = plainSpelling(text);
  const certain: ChatRole[] = [];
  const perhaps: ChatRole[] = [];
  let isQuoted = false;
  for (const { 1: name = "", 2: quote, 3: value = "" } of plain.matchAll(tag)) {
    const role = chatRole(value);
    if (role === undefined) continue;
    isQuoted ||= quote !== "";
    perhaps.push(role);
    if (/^(?:role|speaker)$/i.test(name)) certain.push(role);
  }
  const isList = (certain.length >= 2 && certain.some(({ sure }) => sure)) || hasSureSides(perhaps);
  return isList && ((isQuoted ? quotedContent : anyContent).test(plain) || element.test(plain));
}

function hasSureSides(roles: readonly ChatRole[]): boolean {
  const sides = roles.filter(({ sure }) => sure).map(({ side }) => side);
  return sides.includes("asks") && sides.includes("answers");
}
