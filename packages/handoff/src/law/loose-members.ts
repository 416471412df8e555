import type { Json, JsonObject } from "@scoria/core";

/** A quoted name and the beginning of a list or an object that is not empty. */
const quoted = /(["'])([^"'\\\n]{2,80})\1\s{0,8}(?::|=>)\s{0,8}(?=[[{]\s{0,8}[^\s\]}])/g;
/** In a text that is a list or an object itself, also names without quotes and other values. */
const any = /(?<=[{,[(]\s{0,40})["'`]?([\w$.@-]{2,80})["'`]?\s{0,8}(?::|=>|=)\s{0,8}(?:([[{])|["'`]([^"'`\n]{0,400}))/g;
const beginsLikeOne = /^\s*(?:[\w$.]{1,40}\s{0,4}[=(]\s{0,4})?[[{(]\s*["'`[{(]?[\w$]/;

/** The names before lists and objects in a text, wherever they stand, with a list for each. */
export function quotedMembers(text: string): readonly JsonObject[] {
  return Array.from(text.matchAll(quoted), ([, , name = ""]): JsonObject => ({ [name]: something }));
}

/**
 * The members of lists and objects that are no JSON, because they were cut off or are written as Python, JavaScript or
 * Ruby do: their names with a list for any list or object, or with their text.
 */
export function looseMembers(text: string): readonly JsonObject[] {
  if (!beginsLikeOne.test(text)) return quotedMembers(text);
  return Array.from(text.matchAll(any), ([, name = "", bracket, said = ""]): JsonObject => {
    return { [name]: bracket === undefined ? said : something };
  });
}

const something: Json = ["(something)"];
