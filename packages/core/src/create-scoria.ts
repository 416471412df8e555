import { openScoria } from "./open-scoria.ts";
import type { CreateScoria } from "./scoria.ts";

/**
 * Opens the database, brings its tables up to date or checks that they are, attaches the lanes, and begins to execute
 * runs unless `worker` is false.
 *
 * Lanes and handlers are inferred together: in every handler `ctx` has the powers of the installed lanes, and `startRun`
 * knows the kinds and their inputs. Call `close` when you are done, or use `await using`.
 *
 * @throws INVALID_INPUT, UNKNOWN_OPTION - an option is not what it should be; the message names it
 * @throws LANE_INVALID - a lane's key is not its name, or is taken
 * @throws DATABASE_LOCKED - another process has the embedded database open, or this one has it open with other extensions; the
 * message names which
 * @throws DATABASE_UNAVAILABLE - the server cannot be reached
 * @throws MIGRATIONS_PENDING, SCHEMA_TOO_NEW - the tables are not those of this version
 *
 * @example
 * ```ts
 * import { createScoria } from "@scoria/core";
 *
 * await using app = await createScoria({
 *   database: "memory:",
 *   handlers: {
 *     async greet(ctx) {
 *       return ctx.step("greet", () => ({ text: `Hello from ${ctx.runId}` }));
 *     },
 *   },
 * });
 * const ana = app.identity({ actorId: "ana", tenantId: "acme" });
 * const { runId } = await app.startRun(ana, { initialStep: { kind: "greet" } });
 * console.log(await app.waitForRun(ana, runId, { until: "settled" }));
 * ```
 */
export const createScoria: CreateScoria = (async (options?: unknown) => openScoria(options)) as CreateScoria;
