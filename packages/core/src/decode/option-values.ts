import { types } from "node:util";
import { invalidInput } from "../errors/core-errors.ts";
import { limits } from "./limits.ts";

/** @throws INVALID_INPUT naming the option, unless it is a well-formed, non-empty string within the limit */
export function readString(value: unknown, name: string, limit: { readonly maxCharacters: number }): string {
  if (typeof value !== "string") throw invalidInput(name, "must be a string");
  if (value.length > limit.maxCharacters)
    throw invalidInput(name, `must have at most ${limit.maxCharacters} characters`);
  if (value.trim() === "") throw invalidInput(name, "must not be blank");
  if (value.includes("\u0000")) throw invalidInput(name, "must not hold a NUL character");
  if (!value.isWellFormed()) throw invalidInput(name, "must not hold a lone surrogate");
  return value;
}

/** @throws INVALID_INPUT naming the option and the values that it takes */
export function readEnum<Value extends string>(value: unknown, name: string, values: readonly Value[]): Value {
  const found = values.find((candidate) => candidate === value);
  if (found === undefined) {
    throw invalidInput(name, `must be one of ${values.map((candidate) => `"${candidate}"`).join(", ")}`);
  }
  return found;
}

/**
 * One of the values or a list of them, none twice, in the order of `values`.
 *
 * @throws INVALID_INPUT naming the option and the values that it takes
 */
export function readEnums<Value extends string>(
  value: unknown,
  name: string,
  values: readonly Value[],
): readonly Value[] {
  if (typeof value === "string") return [readEnum(value, name, values)];
  const given = listOf(value, name, values.length);
  const read = new Set(given.map((item) => readEnum(item, name, values)));
  if (read.size < given.length) throw invalidInput(name, "must not name a value twice");
  return values.filter((candidate) => read.has(candidate));
}

/** The items of an array, each read once. */
function listOf(value: unknown, name: string, most: number): readonly unknown[] {
  let items: readonly unknown[] | undefined;
  try {
    if (Array.isArray(value)) {
      const { length } = value;
      // Of a length that a proxy claims no more is read than the list may have.
      items = Array.from({ length: Math.min(length, most + 1) }, (_, at) => (value as readonly unknown[])[at]);
    }
  } catch {
    throw invalidInput(name, "could not be read: a getter or a proxy threw");
  }
  if (items === undefined || items.length === 0 || items.length > most) {
    throw invalidInput(name, `must be one value, or an array of 1 to ${most}`);
  }
  return items;
}

/** In ms since 1970. @throws INVALID_INPUT naming the option, unless it is a valid Date of our time */
export function readMoment(value: unknown, name: string): number {
  // Of the Date itself: neither a proxy nor a method of the caller's own is asked.
  if (!types.isDate(value)) throw invalidInput(name, "must be a Date");
  const moment = Date.prototype.getTime.call(value);
  if (Number.isNaN(moment)) throw invalidInput(name, "must be a valid Date");
  if (Math.abs(moment - Date.UTC(2000, 0)) > limits.longestMs * 10)
    throw invalidInput(name, "must be within a hundred years of 2000");
  return moment;
}

/** @throws INVALID_INPUT naming the option and its range; the least is 1 unless said */
export function readPositiveInteger(
  value: unknown,
  name: string,
  range: { readonly min?: number; readonly max: number },
): number {
  const min = range.min ?? 1;
  if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > range.max) {
    throw invalidInput(name, `must be an integer from ${min} to ${range.max}`);
  }
  return value;
}

/** @throws INVALID_INPUT naming the option */
export function readBoolean(value: unknown, name: string): boolean {
  if (typeof value !== "boolean") throw invalidInput(name, "must be true or false");
  return value;
}
