import { types } from "node:util";
import { limits } from "../decode/limits.ts";
import { ScoriaError } from "../errors/scoria-error.ts";

// Control characters, line separators, and the invisible ones that make two ids look alike or turn the text around them.
const unfitCharacter = /[\p{Cc}\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]/u;

export function invalidIdentity(field: string, what: string): ScoriaError<"INVALID_IDENTITY"> {
  return new ScoriaError("INVALID_IDENTITY", `${field} ${what}.`, { field });
}

/**
 * An id of the host's, as text: trimmed, and a finite number turned into a string. Never guesses.
 *
 * @throws INVALID_IDENTITY naming the field
 */
export function readHostId(value: unknown, field: string): string {
  const text = typeof value === "number" ? numberAsText(value, field) : value;
  if (text === undefined || text === null) throw invalidIdentity(field, "is missing");
  if (typeof text !== "string") throw invalidIdentity(field, "must be a string or a finite number");
  // Before the trim, so that a text of 300 MB costs nothing; white space around an id is never that long.
  if (text.length > limits.idCharacters * 2) throw tooLong(field);
  const id = text.trim();
  if (id === "") throw invalidIdentity(field, "is blank");
  if (id.length > limits.idCharacters) throw tooLong(field);
  if (unfitCharacter.test(id)) throw invalidIdentity(field, "holds a control or invisible character");
  if (!id.isWellFormed()) throw invalidIdentity(field, "holds a lone surrogate");
  return id;
}

/**
 * Whether `value` is a frozen object with this very mark. A copy by spread, a proxy and an object that inherits have it
 * not, so none can carry fields that were never checked.
 */
export function isMarked(value: unknown, mark: symbol): value is object {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return false;
  return Object.hasOwn(value, mark) && Object.isFrozen(value);
}

/** Marks and freezes. The mark is not enumerable, so a spread leaves it behind. */
export function markAndFreeze<T extends object>(value: T, mark: symbol): Readonly<T> {
  return Object.freeze(Object.defineProperty(value, mark, { value: true }));
}

function numberAsText(value: number, field: string): string {
  if (!Number.isFinite(value)) throw invalidIdentity(field, "must be a string or a finite number");
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw invalidIdentity(field, "is an integer beyond 2^53, which a number cannot hold exactly; pass it as a string");
  }
  return String(value);
}

function tooLong(field: string): ScoriaError<"INVALID_IDENTITY"> {
  return invalidIdentity(field, `must have at most ${limits.idCharacters} characters`);
}
