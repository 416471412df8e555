import type { DeclaredHandler, HandlerWithInput, InOf, InputTypes, OutOf } from "./handler.ts";

/**
 * Types a handler that stands in a file of its own: `ctx` knows `lanes` and the schema's output, with no annotation.
 *
 * It changes nothing while the process runs: `lanes` is only looked at by the compiler, and what comes back is the handler
 * that was given. A facade without one of these lanes refuses the handler at compile time.
 *
 * @example
 * ```ts
 * import { defineHandler } from "@scoria/core";
 * import { z } from "zod";
 *
 * const lanes = {};
 *
 * export const greet = defineHandler(lanes, {
 *   input: z.object({ name: z.string() }),
 *   run: (ctx) => ctx.step("greet", () => `Hello ${ctx.input.name}`),
 * });
 * ```
 */
export function defineHandler<Lanes, Types extends InputTypes>(
  _lanes: Lanes,
  handler: HandlerWithInput<Lanes, Types>,
): DeclaredHandler<Lanes, { readonly input: InOf<Types>; readonly output: OutOf<Types> }> {
  return handler as DeclaredHandler<Lanes, { readonly input: InOf<Types>; readonly output: OutOf<Types> }>;
}
