import type { Json, JsonObject } from "@scoria/core";
import { isArray } from "./carries.ts";
import { areHeaders } from "./header-names.ts";
import { holdsHeaders } from "./header-text.ts";
import { isMessageList } from "./message-list.ts";
import { namedValues } from "./named-values.ts";
import { isTranscript } from "./transcript-text.ts";
import type { UnsafeReason } from "./unsafe-finding.ts";

/** Why the law refuses a list or an object for what it is as a whole. */
export function reasonsOfContainer(value: readonly Json[] | JsonObject): readonly UnsafeReason[] {
  const reasons: UnsafeReason[] = [];
  if (isMessageList(value)) reasons.push("message-list");
  if (areHeaders(namesIn(value).map((name) => name.toLowerCase()))) reasons.push("headers");
  if (!isArray(value) && isCookie(value)) reasons.push("cookies");
  return reasons;
}

/** Why the law refuses the texts of a list or an object together: a chat may be handed on line by line. */
export function reasonsInLines(value: readonly Json[] | JsonObject): readonly UnsafeReason[] {
  const texts = Object.values(value).filter((member) => typeof member === "string");
  if (texts.length < 2) return [];
  const lines = texts.join("\n");
  if (isTranscript(lines)) return ["transcript-text"];
  return isArray(value) && holdsHeaders(lines) ? ["header-text"] : [];
}

/** The keys of an object, and of a list the names of its entries: `[["Accept", "text/html"], …]`, `[{ name, value }, …]`. */
function namesIn(value: readonly Json[] | JsonObject): readonly string[] {
  if (!isArray(value)) return Object.keys(value);
  const flat = namedValues(value).map(({ name }) => name);
  return [...flat, ...value.flatMap((item) => {
    if (typeof item !== "object" || item === null) return [];
    if (isArray(item)) return typeof item[0] === "string" && item.length === 2 ? [item[0]] : [];
    return namedValues(item).map(({ name }) => name);
  })]; // prettier-ignore
}

/** A cookie as the tools that drive a browser keep it. */
function isCookie(value: JsonObject): boolean {
  if (typeof value.name !== "string" || typeof value.value !== "string") return false;
  return ["httpOnly", "sameSite", "hostOnly"].some((rule) => value[rule] !== undefined);
}
