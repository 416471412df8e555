import { limits } from "../decode/limits.ts";
import { isShowable } from "../decode/path.ts";
import { readString } from "../decode/option-values.ts";
import { isSchema } from "../decode/standard-schema.ts";
import { invalidInput } from "../errors/core-errors.ts";
import type { InputSchema } from "../handlers/handler.ts";
import type { CallOfLane } from "./handler-context.ts";

/** A handler as the engine calls it. */
export interface RegisteredHandler {
  readonly input: InputSchema | undefined;
  readonly run: (ctx: object, callOf: CallOfLane) => unknown;
}

export type HandlerTable = ReadonlyMap<string, RegisteredHandler>;

/**
 * Reads the `handlers` of the host once, so that a wrong one is refused at boot and not in the middle of a run.
 *
 * @throws INVALID_INPUT naming the kind
 */
export function readHandlers(value: unknown): HandlerTable {
  if (value === undefined) return new Map();
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalidInput("handlers", "must be an object of handlers by step kind");
  }
  return new Map(Object.entries(value).map(([kind, handler]) => [readKind(kind), readHandler(kind, handler)]));
}

/** @throws INVALID_INPUT */
export function readKind(value: unknown): string {
  return readString(value, "The step's kind", { maxCharacters: limits.nameCharacters });
}

function readHandler(kind: string, value: unknown): RegisteredHandler {
  if (typeof value === "function") {
    const handler = value as (ctx: object) => unknown;
    return { input: undefined, run: (ctx) => handler(ctx) };
  }
  const { input, run } = (typeof value === "object" && value !== null ? value : {}) as {
    readonly input?: unknown;
    readonly run?: unknown;
  };
  if (typeof run !== "function" || !isSchema(input)) {
    throw invalidInput(
      `handlers.${isShowable(kind) ? kind : "[kind]"}`,
      "must be a function, or an object with `input` (a Standard Schema, such as one of zod or valibot) and `run`",
    );
  }
  const owner = value as object;
  return { input, run: (ctx) => (run as (ctx: object) => unknown).call(owner, ctx) };
}
