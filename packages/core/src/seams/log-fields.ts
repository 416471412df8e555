import { types } from "node:util";
import { cleanText, cutText } from "../decode/clean-text.ts";
import type { Json, JsonObject } from "../decode/json.ts";
import { nameUnfitKind } from "../decode/unfit-kind.ts";
import { storeError } from "../errors/stored-error.ts";
import { redactEach } from "../redaction/redact-json.ts";
import { noRedaction, redactText, type Redactor } from "./redactor.ts";

const maxText = 8_192;
const maxDepth = 5;
const maxItems = 100;

/** Whatever a log line's fields hold, as bounded and redacted plain data. Never throws. */
export function plainFields(fields: Readonly<Record<string, unknown>>, redactor: Redactor): JsonObject {
  const plain = toPlain(fields, redactor, 0);
  const bounded = (text: string): string => cutText(cleanText(redactText(text, redactor)), maxText);
  const { value } = redactEach(plain, bounded, { secretKeys: redactor !== noRedaction });
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** Its texts are as they came: they are redacted before they are cut, so that no half of a secret is left. */
function toPlain(value: unknown, redactor: Redactor, depth: number): Json {
  try {
    switch (typeof value) {
      case "string":
        return value;
      case "number":
        return Number.isFinite(value) ? value : String(value);
      case "boolean":
        return value;
      case "bigint":
        return String(value);
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
  const unfit = nameUnfitKind(value);
  // The bytes of a buffer would be a secret that no pattern knows.
  if (unfit !== undefined) return `(${unfit})`;
  if (depth === maxDepth) return "(left out: nested too deeply)";
  if (Array.isArray(value)) return value.slice(0, maxItems).map((item) => toPlain(item, redactor, depth + 1));
  const keys = Object.keys(value).slice(0, maxItems);
  return Object.fromEntries(
    keys.map((key) => [key, toPlain((value as Readonly<Record<string, unknown>>)[key], redactor, depth + 1)]),
  );
}
