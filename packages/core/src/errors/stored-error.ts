import { cleanText, cutText } from "../decode/clean-text.ts";
import type { Json } from "../decode/json.ts";
import { snapshot } from "../decode/snapshot.ts";
import { redactJson } from "../redaction/redact-json.ts";
import { redactText, type Redactor } from "../seams/redactor.ts";
import { isScoriaError, ScoriaError } from "./scoria-error.ts";

/** What is kept of a thrown error. No stack and no cause is stored. */
export interface StoredError {
  readonly name: string;
  /** Redacted, at most 2,000 characters. */
  readonly message: string;
  readonly code?: string;
  readonly details?: Json;
}

const maxMessage = 2_000;
const maxName = 200;
const shownOfAggregate = 3;
const plainCode = /^[A-Za-z0-9_.-]{1,100}$/;
const detailsLimits = { name: "details", maxBytes: 16_384 };

/** What is stored of anything that was thrown: an error, a string, undefined, a hostile proxy. Never throws itself. */
export function storeError(thrown: unknown, redact: Redactor): StoredError {
  const code = readCode(thrown, redact);
  const details = readDetails(thrown, redact);
  return {
    name: storedText(readName(thrown), redact, maxName),
    message: storedText(readMessage(thrown, redact), redact, maxMessage),
    ...(code === undefined ? {} : { code }),
    ...(details === undefined ? {} : { details }),
  };
}

/** The error that a caller gets, live as on replay: same name, message, code and details, and no stack of its own. */
export function rebuildError(stored: StoredError): Error {
  const error =
    stored.name === "ScoriaError" && stored.code !== undefined
      ? new ScoriaError<string, Json>(stored.code, stored.message, stored.details)
      : withFields(new Error(stored.message), stored);
  const stack = `${stored.name}: ${stored.message}\n    (recorded in the run's journal, which keeps no stack)`;
  Object.defineProperty(error, "stack", { value: stack, configurable: true, writable: true });
  return error;
}

function withFields(error: Error, stored: StoredError): Error {
  Object.defineProperty(error, "name", { value: stored.name, configurable: true, writable: true });
  const { code, details } = stored;
  return Object.assign(error, code === undefined ? {} : { code }, details === undefined ? {} : { details });
}

function storedText(value: string, redact: Redactor, maxCharacters: number): string {
  return cutText(cleanText(redactText(value, redact)), maxCharacters);
}

function readName(thrown: unknown): string {
  const name = readProperty(thrown, "name");
  return typeof name === "string" && name.trim() !== "" ? name : "Error";
}

function readMessage(thrown: unknown, redact: Redactor): string {
  if (typeof thrown === "string") return thrown;
  if (typeof thrown !== "object" || thrown === null)
    return `${describePrimitive(thrown)} was thrown instead of an Error`;
  const message = readProperty(thrown, "message");
  const text = typeof message === "string" ? message : "An object without a message was thrown instead of an Error";
  return text + describeAggregate(thrown, redact);
}

function describePrimitive(thrown: unknown): string {
  return typeof thrown === "function" || typeof thrown === "symbol" ? `A ${typeof thrown}` : String(thrown);
}

/** The first messages inside an AggregateError, whose own message often says nothing. */
function describeAggregate(thrown: object, redact: Redactor): string {
  const errors = readProperty(thrown, "errors");
  try {
    if (!Array.isArray(errors) || errors.length === 0) return "";
    const shown = errors.slice(0, shownOfAggregate).map((error: unknown) => {
      const message = typeof error === "string" ? error : readProperty(error, "message");
      return typeof message === "string" ? cutText(redactText(message, redact), maxMessage) : "(no message)";
    });
    return ` (${errors.length} errors: ${shown.join("; ")}${errors.length > shownOfAggregate ? "; …" : ""})`;
  } catch {
    return "";
  }
}

function readCode(thrown: unknown, redact: Redactor): string | undefined {
  const code = readProperty(thrown, "code");
  if (typeof code !== "string" || !plainCode.test(code)) return undefined;
  return redactText(code, redact) === code ? code : undefined;
}

/** Only of our own errors, whose details are made to be shown; whatever a driver hangs on its errors stays out. */
function readDetails(thrown: unknown, redact: Redactor): Json | undefined {
  if (!isScoriaError(thrown)) return undefined;
  try {
    return redactJson(snapshot(readProperty(thrown, "details"), detailsLimits).value, redact).value;
  } catch {
    return undefined;
  }
}

function readProperty(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  try {
    return (value as Readonly<Record<string, unknown>>)[key];
  } catch {
    return undefined;
  }
}
