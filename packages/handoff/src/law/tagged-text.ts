import { type ChatRole, chatRole } from "./chat-roles.ts";
import { plainSpelling } from "./look-alikes.ts";

/** A member that tells who speaks, as YAML, XML, Python, JavaScript or JSON that was cut off writes it. */
const tag =
  /(?<![\w-])["'`]?(role|speaker|author|sender|from|type)["'`]?\s{0,4}(?::|=>|=)\s{0,4}["'`]?([A-Za-z_]{2,20})(?![\w-])/gi;
const content = /(?<![\w-])["'`]?(?:content|text|parts|message|body|value|utterance)["'`]?\s{0,4}(?::|=>|=)/i;
const element = /<\w{1,40}\s[^<>]{0,200}>\s{0,10}[^<\s]/;

/** Whether a text is a list of messages in another notation than JSON: two that tell their role, and what was said. */
export function isTaggedText(text: string): boolean {
  const plain = plainSpelling(text);
  const certain: ChatRole[] = [];
  const perhaps: ChatRole[] = [];
  for (const { 1: name = "", 2: value = "" } of plain.matchAll(tag)) {
    const role = chatRole(value);
    if (role === undefined) continue;
    perhaps.push(role);
    if (/^(?:role|speaker)$/i.test(name)) certain.push(role);
  }
  const isList = (certain.length >= 2 && certain.some(({ sure }) => sure)) || hasSureSides(perhaps);
  return isList && (content.test(plain) || element.test(plain));
}

function hasSureSides(roles: readonly ChatRole[]): boolean {
  const sides = roles.filter(({ sure }) => sure).map(({ side }) => side);
  return sides.includes("asks") && sides.includes("answers");
}
