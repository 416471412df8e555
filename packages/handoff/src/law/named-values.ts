import type { Json, JsonObject } from "@scoria/core";
import { isArray } from "./carries.ts";

/** A value and the name that it is given beside it rather than by its key. */
export interface NamedValue {
  readonly name: string;
  readonly value: Json;
  /** Where in the list or object the value stands. */
  readonly at: string | number;
}

const naming = ["name", "key", "header", "field", "property"] as const;
// A header's name has a dash or is one of two words; a list of ordinary words is no list of headers.
const headerName = /^(?:authorization|cookie|\w+(?:-\w+)+)$/i;

const word = /^[A-Za-z]*$/;

/**
 * The values that are named by what is beside them: `{ name: "authorization", value: "…" }`, `["messages", […]]`,
 * `["Accept", "text/html", "Authorization", "…"]`.
 */
export function namedValues(value: readonly Json[] | JsonObject): readonly NamedValue[] {
  if (isArray(value)) return pairsIn(value);
  const name = naming.map((key) => value[key]).find((member) => typeof member === "string");
  return typeof name === "string" && value.value !== undefined ? [{ name, value: value.value, at: "value" }] : [];
}

/** Of a pair of texts the first may be any word: only a header's name tells that the second is its value. */
function pairsIn(items: readonly Json[]): readonly NamedValue[] {
  if (items.length % 2 === 1) return [];
  const isEntry = items.length === 2 && typeof items[1] === "object";
  return items.flatMap((name, at) => {
    const value = items[at + 1];
    if (at % 2 === 1 || typeof name !== "string" || value === undefined) return [];
    const isHeader = headerName.test(name) && !(typeof value === "string" && word.test(value));
    return isEntry || isHeader ? [{ name, value, at: at + 1 }] : [];
  });
}
