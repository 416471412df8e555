import { isDeepStrictEqual } from "node:util";
import { show } from "./describe-run.ts";

/** Each named field in which `actual` is not what was expected, as a sentence. What is not named is not looked at. */
export function differingFields(actual: object, expected: object, prefix = ""): readonly string[] {
  const found = actual as Readonly<Record<string, unknown>>;
  return Object.entries(expected)
    .filter(([field, value]) => !isDeepStrictEqual(found[field], value))
    .map(([field, value]) => `its ${prefix}${field} is ${show(found[field])}, expected ${show(value)}`);
}
