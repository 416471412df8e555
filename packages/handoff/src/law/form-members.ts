import type { Json, JsonObject } from "@scoria/core";

const form = /^[^\s=&]{1,200}=[^\s&]*(?:&[^\s=&]{1,200}=[^\s&]*)+$/;
const digits = /^-?\d+$/;

/** The members of a text that is a form as browsers send it: `a=1&messages%5B0%5D=hi`. */
export function formMembers(text: string): readonly JsonObject[] {
  if (!text.includes("&") || !form.test(text)) return [];
  return Array.from(new URLSearchParams(text), ([name, said]): JsonObject => {
    const value: Json = digits.test(said) ? Number(said) : said;
    return { [name]: value };
  });
}
