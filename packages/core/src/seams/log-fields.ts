import { types } from "node:util";
import { cleanText, cutText } from "../decode/clean-text.ts";
import type { Json, JsonObject } from "../decode/json.ts";
import { storeError } from "../errors/stored-error.ts";
import { redactText, type Redactor } from "./redactor.ts";

const maxText = 8_192;
const maxDepth = 5;
const maxItems = 100;

/** Whatever a log line's fields hold, as bounded and redacted plain data. Never throws. */
export function plainFields(fields: Readonly<Record<string, unknown>>, redactor: Redactor): JsonObject {
  const plain = toPlain(fields, redactor, 0);
  return typeof plain === "object" && plain !== null && !Array.isArray(plain) ? (plain as JsonObject) : {};
}

function toPlain(value: unknown, redactor: Redactor, depth: number): Json {
  try {
    switch (typeof value) {
      case "string":
        return plainText(value, redactor);
      case "number":
        return Number.isFinite(value) ? value : String(value);
      case "boolean":
        return value;
      case "bigint":
        return plainText(String(value), redactor);
      case "object":
        return value === null ? null : objectToPlain(value, redactor, depth);
      default:
        return `(${typeof value})`;
    }
  } catch {
    return "(left out: it could not be read)";
  }
}

function objectToPlain(value: object, redactor: Redactor, depth: number): Json {
  if (types.isNativeError(value)) return { ...storeError(value, redactor) };
  if (types.isDate(value)) return Number.isNaN(value.getTime()) ? "(invalid Date)" : value.toISOString();
  if (depth === maxDepth) return "(left out: nested too deeply)";
  if (Array.isArray(value)) return value.slice(0, maxItems).map((item) => toPlain(item, redactor, depth + 1));
  const keys = Object.keys(value).slice(0, maxItems);
  return Object.fromEntries(
    keys.map((key) => [
      plainText(key, redactor),
      toPlain((value as Readonly<Record<string, unknown>>)[key], redactor, depth + 1),
    ]),
  );
}

function plainText(value: string, redactor: Redactor): string {
  return cutText(cleanText(redactText(value, redactor)), maxText);
}
