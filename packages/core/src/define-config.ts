import type { InOf, OutOf } from "./handlers/handler.ts";
import type { AnyInputs, NamedLanes, ScoriaOptions } from "./scoria-options.ts";

/**
 * Types the options of a facade in a file of their own, `scoria.config.ts`, and gives them back unchanged.
 *
 * The `scoria` command and the host's own module share that file: `createScoria(config)` is typed as if the options stood
 * in it, lanes, step kinds and inputs included. Nothing is checked or opened here.
 *
 * @example
 * ```ts
 * import { createScoria, defineConfig } from "@scoria/core";
 *
 * const config = defineConfig({
 *   database: process.env.DATABASE_URL ?? "file:.scoria/db",
 *   handlers: {
 *     async greet(ctx) {
 *       return ctx.step("greet", () => `Hello from ${ctx.runId}`);
 *     },
 *   },
 * });
 * await using app = await createScoria(config);
 * await app.startRun(identity, { initialStep: { kind: "greet" } });
 * ```
 */
export function defineConfig<Lanes extends NamedLanes<Lanes> = {}, Types = AnyInputs>(
  options: ScoriaOptions<Lanes, Types>,
): ScoriaOptions<
  Lanes,
  // Spelt out, so that the declarations of the host's file name no type of its schema library.
  { [Kind in keyof Types]: { readonly input: InOf<Types[Kind]>; readonly output: OutOf<Types[Kind]> } }
> {
  return options as never;
}
