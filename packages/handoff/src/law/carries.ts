import type { Json, JsonObject } from "@scoria/core";
import type { Carrier } from "./name-laws.ts";
import { isPlaceholder, isVersion } from "./placeholder.ts";

const opaque = /^(?=[^\d]*\d)(?=[^A-Za-z]*[A-Za-z])[\w.~+/=:-]{16,}$/;
// `hunter2`, but not `oauth2` or `p2p`.
const password = /^(?!oauth\d)(?=\S*[^A-Za-z\s])(?=\S*[A-Za-z])\S{6,}$/i;
const pin = /^\d{4,8}$/;
// The three digits on the back of a card are the shortest secret.
const smallestSecret = 100;
/** The words of JSON Schema and OpenAPI that describe something; `default`, `enum` and `example` hold it. */
const schemaWords: ReadonlySet<string> = new Set(
  (
    "type format minLength maxLength minimum maximum minItems maxItems uniqueItems pattern description title required " +
    "nullable writeOnly readOnly deprecated label properties additionalProperties items allOf anyOf oneOf $ref scheme " +
    "bearerFormat in flows scopes tokenUrl authorizationUrl refreshUrl"
  ).split(" "),
);

/** Whether a value is what the law refuses under a name of this kind. */
export function carries(carrier: Carrier, value: Json): boolean {
  if (value === null || typeof value === "boolean" || (typeof value === "string" && isVersion(value))) return false;
  switch (carrier) {
    case "state":
      return typeof value !== "number";
    case "handle":
      return true;
    case "record":
      return typeof value === "object";
    case "pin":
      return (typeof value === "string" || typeof value === "number") && pin.test(String(value));
    case "password":
      return typeof value === "string" && password.test(value) && !isPlaceholder(value);
    case "opaque":
      return typeof value === "string" && opaque.test(value) && !isPlaceholder(value);
    case "secret":
    case "token":
      return carriesSecret(carrier, value, false);
  }
}

/** A number in a list is no count: models know texts as lists of token numbers. */
function carriesSecret(carrier: "secret" | "token", value: Json, isItem: boolean): boolean {
  if (typeof value === "string") return !isPlaceholder(value);
  if (typeof value === "number") return carrier === "secret" ? Math.abs(value) >= smallestSecret : isItem;
  if (typeof value !== "object" || value === null) return false;
  if (isArray(value)) return value.some((item) => carriesSecret(carrier, item, true));
  return !isSchema(value) && Object.values(value).some((member) => carriesSecret(carrier, member, false));
}

/** `{ "type": "string", "minLength": 12 }`: what a schema says of a password is not the password. */
function isSchema(value: JsonObject): boolean {
  const isOne = [value.type, value.$ref, value.tokenUrl, value.authorizationUrl].some(
    (word) => typeof word === "string",
  );
  return isOne && Object.keys(value).every((key) => schemaWords.has(key));
}

// Array.isArray does not narrow a read-only array away from an object.
export function isArray(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}
