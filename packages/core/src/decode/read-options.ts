import { types } from "node:util";
import { invalidInput, unknownOption } from "../errors/core-errors.ts";
import { nearestKey } from "./nearest-key.ts";
import { isShowable } from "./path.ts";
import { nameUnfitKind } from "./unfit-kind.ts";

/** The known keys that were there, each read once. A key that was given as undefined is there. */
export type ReadOptions<Key extends string> = { readonly [K in Key]?: unknown };

/**
 * Reads an options object; undefined counts as an empty one.
 *
 * @param where how the message calls the verb: "startRun"
 * @throws UNKNOWN_OPTION for a key that is not among `known`, with the nearest one
 * @throws INVALID_INPUT for what is not an object, or throws when it is read
 */
export function readOptions<Key extends string>(
  value: unknown,
  known: readonly Key[],
  where: string,
): ReadOptions<Key> {
  if (value === undefined) return {};
  const given = readOwnProperties(value, known, where);
  return Object.freeze(given);
}

function readOwnProperties<Key extends string>(
  value: unknown,
  known: readonly Key[],
  where: string,
): { [K in Key]?: unknown } {
  const unreadable = (): Error =>
    invalidInput(`The options of ${where}`, "could not be read: a getter or a proxy threw");
  if (typeof value !== "object" || value === null || attempt(() => Array.isArray(value), unreadable)) {
    throw invalidInput(`The options of ${where}`, "must be an object");
  }
  // A Map or a Date has no keys of its own, so it would pass for an empty object: nothing of it would be looked at.
  if (nameUnfitKind(value) !== undefined || types.isDate(value)) {
    throw invalidInput(`The options of ${where}`, "must be a plain object");
  }
  const given: { [K in Key]?: unknown } = {};
  for (const key of attempt(() => Object.keys(value), unreadable)) {
    if (!isKnown(key, known)) throw refuseKey(key, known, where);
    given[key] = attempt(() => (value as Readonly<Record<string, unknown>>)[key], unreadable);
  }
  return given;
}

function attempt<T>(read: () => T, refusal: () => Error): T {
  try {
    return read();
  } catch {
    throw refusal();
  }
}

function isKnown<Key extends string>(key: string, known: readonly Key[]): key is Key {
  return (known as readonly string[]).includes(key);
}

function refuseKey(key: string, known: readonly string[], where: string): Error {
  return isShowable(key)
    ? unknownOption(where, key, nearestKey(key, known), known)
    : unknownOption(where, null, null, known);
}
