import { ScoriaError } from "../errors/scoria-error.ts";
import type { Json, JsonObject } from "./json.ts";

// Above what any payload may have, and far below what would overflow the stack.
const maxDepth = 256;

/**
 * The canonical text of a JSON value, as RFC 8785 defines it: keys sorted by UTF-16 code unit, no white space, numbers
 * and escapes as ECMAScript writes them. Equal values give equal bytes, so this is what is hashed and stored.
 *
 * @throws INVALID_INPUT for what has no such text: a non-finite number, a lone surrogate, more than 256 levels.
 */
export function canonicalJson(value: Json): string {
  return write(value, 0);
}

const knownTexts = new WeakMap<object, string>();

/** The same. Of a value that is frozen all the way down it is kept: what an app says once stands in each run that it starts. */
export function sharedCanonicalJson(value: object): string {
  const known = knownTexts.get(value);
  if (known !== undefined) return known;
  const text = canonicalJson(value as JsonObject);
  if (Object.isFrozen(value)) knownTexts.set(value, text);
  return text;
}

function write(value: Json, depth: number): string {
  if (typeof value === "string") return writeString(value);
  if (typeof value === "number") return writeNumber(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (depth === maxDepth) throw noCanonicalText("it is nested too deeply");
  return isArray(value) ? `[${value.map((item) => write(item, depth + 1)).join(",")}]` : writeObject(value, depth + 1);
}

function writeObject(value: JsonObject, depth: number): string {
  const members: string[] = [];
  // The default order of sort is by UTF-16 code unit, which is what the RFC asks for.
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members.push(`${writeString(key)}:${write(member, depth)}`);
  }
  return `{${members.join(",")}}`;
}

function writeString(value: string): string {
  if (!value.isWellFormed()) throw noCanonicalText("a text in it has a lone surrogate");
  return JSON.stringify(value);
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw noCanonicalText("a number in it is not finite");
  return String(value);
}

// Array.isArray does not narrow a read-only array away from an object.
function isArray(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}

function noCanonicalText(reason: string): ScoriaError<"INVALID_INPUT"> {
  return new ScoriaError("INVALID_INPUT", `This value has no canonical JSON text: ${reason}.`);
}
