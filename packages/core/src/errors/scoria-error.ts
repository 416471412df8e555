import type { JsonObject } from "../decode/json.ts";
import { coreErrorCodes, type CoreErrorCode, type ErrorCodeEntry } from "./core-error-codes.ts";

/** The codes of the core by name, and any code that a lane brings. */
export type ScoriaErrorCode = CoreErrorCode | (string & {});

export interface ScoriaErrorOptions {
  /** What led to this error. It is for debuggers only: it is never stored, logged or sent. */
  readonly cause?: unknown;
  /** Whether the same call may succeed later; default: what the core's table says of the code, else false. */
  readonly retryable?: boolean;
}

// Registered, so that errors of another copy of the package carry the same mark.
const mark = Symbol.for("scoria.error");

/**
 * The one error class of Scoria.
 *
 * `code` is stable, so branch on it; `message` says what happened, to which thing, and what to do, and may be reworded.
 * Neither message nor details repeat input, except ids that passed their format check.
 *
 * @example
 * ```ts
 * import { isScoriaError } from "@scoria/core";
 *
 * try {
 *   await scoria.getRun(identity, runId);
 * } catch (error) {
 *   if (!isScoriaError(error, "RUN_NOT_FOUND")) throw error;
 *   console.log(error.details);
 * }
 * ```
 */
export class ScoriaError<Code extends string = ScoriaErrorCode, Details = JsonObject> extends Error {
  override readonly name: string = "ScoriaError";
  readonly code: Code;
  /** Frozen plain JSON. */
  readonly details: Details;
  /** Whether the very same call may succeed later without any change by the caller. */
  readonly retryable: boolean;

  constructor(code: Code, message: string, details?: Details, options: ScoriaErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.details = Object.freeze({ ...details }) as Details;
    this.retryable = options.retryable ?? retryableByTable(code);
    Object.defineProperty(this, mark, { value: true });
  }

  /** Name, code, message and details: safe to log and to send. Stack and cause stay out. */
  toJSON(): { readonly name: string; readonly code: Code; readonly message: string; readonly details: Details } {
    return { name: this.name, code: this.code, message: this.message, details: this.details };
  }
}

/**
 * Whether `value` is an error of Scoria, and of that code if one is given. Recognises errors of another copy of the
 * package too, which `instanceof` does not. Never throws, whatever `value` is.
 *
 * @example
 * ```ts
 * import { isScoriaError } from "@scoria/core";
 *
 * const isMissing = (error: unknown): boolean => isScoriaError(error, "RUN_NOT_FOUND");
 * ```
 */
export function isScoriaError<Code extends CoreErrorCode | (string & {}) = ScoriaErrorCode>(
  value: unknown,
  code?: Code,
): value is ScoriaError<Code> {
  if (typeof value !== "object" || value === null) return false;
  try {
    const candidate = value as { readonly [mark]?: unknown; readonly name?: unknown; readonly code?: unknown };
    const found = candidate.code;
    if (typeof found !== "string") return false;
    if (candidate[mark] !== true && candidate.name !== "ScoriaError") return false;
    return code === undefined || found === code;
  } catch {
    return false;
  }
}

function retryableByTable(code: string): boolean {
  const table: Readonly<Record<string, ErrorCodeEntry>> = coreErrorCodes;
  return table[code]?.retryable === true;
}
