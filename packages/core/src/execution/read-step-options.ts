import { types } from "node:util";
import { limits } from "../decode/limits.ts";
import { readBoolean, readPositiveInteger, readString } from "../decode/option-values.ts";
import { readOptions } from "../decode/read-options.ts";
import { invalidInput } from "../errors/core-errors.ts";
import type { RetryPolicy } from "../steps/step-options.ts";

export interface ReadStepOptions {
  readonly retry: RetryPolicy;
  readonly timeoutMs: number | undefined;
  readonly readOnly: boolean;
  /** The decision the step acts on; it is looked up, not believed. */
  readonly approval: unknown;
}

/** @throws INVALID_INPUT, UNKNOWN_OPTION */
export function readStepOptions(value: unknown): ReadStepOptions {
  const given = readOptions(value, ["retry", "timeoutMs", "readOnly", "approval"], "ctx.step");
  const readOnly = given.readOnly === undefined ? false : readBoolean(given.readOnly, "readOnly");
  return {
    readOnly,
    // Only the host knows whether an effect bears repetition; reading does.
    retry: given.retry === undefined ? { maxAttempts: readOnly ? 3 : 1 } : readRetry(given.retry),
    timeoutMs: given.timeoutMs === undefined ? undefined : readMs(given.timeoutMs, "timeoutMs"),
    approval: given.approval,
  };
}

/** @throws INVALID_INPUT */
export function readStepName(value: unknown): { readonly name: string; readonly key: string | null } {
  const most = { maxCharacters: limits.nameCharacters };
  if (types.isProxy(value)) throw invalidInput("The step's name", "must not be a proxy");
  if (!Array.isArray(value)) return { name: readString(value, "The step's name", most), key: null };
  const [name, key] = value as readonly unknown[];
  if (value.length !== 2) throw invalidInput("The step's name", "must be a name or a pair [name, key]");
  return { name: readString(name, "The step's name", most), key: readString(key, "The step's key", most) };
}

function readRetry(value: unknown): RetryPolicy {
  const given = readOptions(value, ["maxAttempts", "initialDelayMs", "factor", "maxDelayMs"], "retry");
  const { factor } = given;
  if (factor !== undefined && !(typeof factor === "number" && factor >= 1 && factor <= 100)) {
    throw invalidInput("retry.factor", "must be a number from 1 to 100");
  }
  return {
    maxAttempts: readPositiveInteger(given.maxAttempts, "retry.maxAttempts", { max: 1000 }),
    ...(given.initialDelayMs === undefined
      ? {}
      : { initialDelayMs: readMs(given.initialDelayMs, "retry.initialDelayMs") }),
    ...(factor === undefined ? {} : { factor }),
    ...(given.maxDelayMs === undefined ? {} : { maxDelayMs: readMs(given.maxDelayMs, "retry.maxDelayMs") }),
  };
}

function readMs(value: unknown, name: string): number {
  return readPositiveInteger(value, name, { max: limits.longestMs });
}
