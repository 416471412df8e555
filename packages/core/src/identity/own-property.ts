import { types } from "node:util";
import { invalidIdentity } from "./identity-fields.ts";

/**
 * What stands at `place` in plain data. Own properties only: what a polluted prototype holds identifies nobody.
 *
 * @throws INVALID_IDENTITY when it cannot be read
 */
export function readOwnProperty(whole: object, place: readonly string[], source: string): unknown {
  let value: unknown = whole;
  try {
    for (const key of place) {
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
      value = (value as Readonly<Record<string, unknown>>)[key];
    }
    return value;
  } catch {
    throw invalidIdentity(source, "could not be read: a getter or a proxy threw");
  }
}

/** @throws INVALID_IDENTITY unless `whole` is an object; `means` says what the host should have passed */
export function requireSource(whole: unknown, source: string, means: string): asserts whole is object {
  if (types.isPromise(whole)) throw invalidIdentity(source, "must be awaited first: this is a promise");
  if (typeof whole !== "object" || whole === null || Array.isArray(whole)) {
    throw invalidIdentity(source, `must be ${means}`);
  }
}
