import type { TestDatabase, TestDatabaseOptions, TestEngine } from "./test-database.ts";
import { createTestDatabase as createOpenable } from "./test-databases.ts";

/**
 * Makes a database that facades under test may share: one before and one after a restart, or one that starts runs and one
 * that executes them. Each facade brings its own lanes up to date.
 *
 * @param engine default: `postgres` when a server is named, else `pglite`
 * @throws Error - PostgreSQL was asked for and no server is named
 *
 * @example
 * ```ts
 * import { createTestDatabase, createTestScoria, testIdentity } from "@scoria/core/testing";
 *
 * await using database = await createTestDatabase();
 * const before = await createTestScoria({ on: database, handlers: { nap: (ctx) => ctx.sleep(60_000) } });
 * const { runId } = await before.startRun(testIdentity(), { initialStep: { kind: "nap" } });
 * await before.close();
 * await using after = await createTestScoria({ on: database, clock: before.clock });
 * console.log(await after.getRun(testIdentity(), runId));
 * ```
 */
export const createTestDatabase: (engine?: TestEngine, options?: TestDatabaseOptions) => Promise<TestDatabase> =
  createOpenable;
