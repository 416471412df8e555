import { invalidInput } from "../errors/core-errors.ts";

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
