import type { Json, JsonObject } from "@scoria/core";
import { isArray } from "./carries.ts";
import { embeddedJson, wholeJson } from "./embedded-json.ts";
import { decodedTexts } from "./encoded-text.ts";
import { formMembers } from "./form-members.ts";
import { looseMembers, quotedMembers } from "./loose-members.ts";
import { unescaped } from "./unescape.ts";

const shortest = 8;
const fewestBytes = 16;

/** What is written in a text: the lists and objects of JSON in it, and the texts that it has escaped or encoded. */
export function hiddenInText(text: string): readonly Json[] {
  if (text.length < shortest) return [];
  const whole = wholeJson(text);
  // Of two members with the same key the reader of JSON knows only the last.
  if (whole !== undefined) return typeof whole === "string" ? [whole] : [whole, ...quotedMembers(text)];
  return [
    ...embeddedJson(text),
    ...looseMembers(text),
    ...formMembers(text),
    ...unescaped(text),
    ...decodedTexts(text),
  ];
}

/** The text that a list of numbers is when they are the codes of its characters. */
export function textOfCodes(value: readonly Json[] | JsonObject): string | undefined {
  if (!isArray(value) || value.length < fewestBytes) return undefined;
  return value.every(isCode) ? String.fromCharCode(...value) : undefined;
}

function isCode(value: Json): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 9 && value < 0x10000;
}
