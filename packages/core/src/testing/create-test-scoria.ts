import { AssertionError } from "node:assert/strict";
import type { Connection, Database } from "../database.ts";
import type { StatementDatabase } from "../database/statement-database.ts";
import { isScoriaError } from "../errors/scoria-error.ts";
import type { Identity } from "../identity/identity.ts";
import type { Who } from "../identity/operator-scope.ts";
import type { InOf } from "../handlers/handler.ts";
import { laneMigrations, readLanes } from "../lane/attach-lanes.ts";
import { openScoria } from "../open-scoria.ts";
import type { RunSummary } from "../runs/run.ts";
import type { AnyInputs, NamedLanes, ScoriaOptions } from "../scoria-options.ts";
import type { Scoria, ScoriaCore } from "../scoria.ts";
import type { StartOptions } from "../start-options.ts";
import { quietLogger } from "../seams/logger.ts";
import { describeRun } from "./describe-run.ts";
import { guardConnection, TestClock } from "./test-clock.ts";
import type { TestDatabase, TestEngine } from "./test-database.ts";
import { createTestDatabase, type OpenableTestDatabase } from "./test-databases.ts";

export { ana, bo, cy, eve } from "./people.ts";

/**
 * What a host may set of a facade under test: as for `createScoria`, but for the database, which the kit brings. No
 * `SCORIA_*` variable of a deployment is read.
 */
export type TestScoriaOptions<Lanes = {}, Types = AnyInputs> = Omit<
  ScoriaOptions<Lanes, Types>,
  "database" | "migrate"
> & {
  /** Default: `postgres` when there is a `databaseUrl`, else `pglite`, the embedded database in memory. */
  readonly engine?: TestEngine;
  /**
   * A PostgreSQL server on which the facade gets a database of its own. Its role must be allowed to create databases.
   * Default: `SCORIA_TEST_DATABASE_URL`.
   */
  readonly databaseUrl?: string;
  /** A database of `createTestDatabase` to share with other facades; the test drops it. Default: one of its own. */
  readonly on?: TestDatabase;
  /** Default: a clock of its own. */
  readonly clock?: TestClock;
};

/** A run that waits for a person, and what to decide. */
export interface WaitingForApproval {
  readonly runId: string;
  readonly approvalId: string;
}

/** A facade on a database of its own, and what a test wants of it beyond the verbs. */
export type TestScoria<Lanes = {}, Inputs = AnyInputs> = Scoria<Lanes, Inputs> & {
  readonly clock: TestClock;
  /** For looking at tables, such as those of a lane. It is closed with the facade. */
  readonly database: StatementDatabase;
  /** Moves the clock of the process and that of the database forward by `ms`, and fires what has become due. */
  advance(ms: number): Promise<void>;
  /**
   * The types of a run's entries, oldest first.
   *
   * @throws RUN_NOT_FOUND, INVALID_INPUT - as `getRunDetail`
   */
  entryTypes(who: Who, runId: string): Promise<readonly string[]>;
  /**
   * Starts a run and waits until it asks for an approval.
   *
   * @throws AssertionError - it ended, or waits for something else; the message says where it stands
   * @throws what `startRun` throws
   */
  startWaitingRun<Kind extends keyof Inputs & string>(
    who: Identity,
    start: StartOptions<Lanes, Kind, Inputs[Kind]> & { readonly initialStep: { readonly kind: Kind } },
  ): Promise<WaitingForApproval>;
};

/** Polls and beats fast, so that tests wait for what happens and not for a timer. */
export const quickWorker = { leaseMs: 1_500, heartbeatMs: 300, pollMs: 50, graceMs: 5_000 } as const;

/** The same, with a lease that a busy machine does not let run out: a test of handlers is about no takeover. */
const patientWorker = { ...quickWorker, leaseMs: 15_000 } as const;

/**
 * Opens a facade for a test: on a database of its own that is gone when the facade is closed, with a clock that the test
 * moves, and quiet. Lanes and handlers are inferred as by `createScoria`; the tables of the lanes are there.
 *
 * The database is embedded, in memory, unless a server is named. It is a copy of a template, made once in a process, or
 * once on a server; so tests may run side by side, in one process and in many. What a process leaves on a server when it
 * dies is dropped by a later one after a day.
 *
 * @throws what `createScoria` throws; Error - PostgreSQL was asked for and no server is named
 *
 * @example
 * ```ts
 * import { assertRun, createTestScoria, testIdentity } from "@scoria/core/testing";
 *
 * await using app = await createTestScoria({
 *   handlers: { greet: (ctx) => ctx.step("greet", () => "Hello") },
 * });
 * const ana = testIdentity();
 * const { runId } = await app.startRun(ana, { initialStep: { kind: "greet" } });
 * assertRun(await app.waitForRun(ana, runId, { until: "settled" }), { status: "completed", output: "Hello" });
 * ```
 */
export async function createTestScoria<Lanes extends NamedLanes<Lanes> = {}, Types = AnyInputs>(
  options: TestScoriaOptions<Lanes, Types> = {},
): Promise<TestScoria<Lanes, { [Kind in keyof Types]: InOf<Types[Kind]> }>> {
  const { engine, databaseUrl, on, clock = new TestClock(), ...rest } = options;
  const where = databaseUrl === undefined ? {} : { databaseUrl };
  const tables = laneMigrations(readLanes(options.lanes));
  const testDatabase = on === undefined ? await createTestDatabase(engine, where, tables) : openable(on);
  const dropOwn = async (): Promise<void> => (on === undefined ? testDatabase.drop() : undefined);
  try {
    const database = await testDatabase.open();
    const { listenUrl } = testDatabase;
    const behind = listenUrl === undefined ? {} : { listenUrl };
    const core = await openScoria(
      { logger: quietLogger, worker: patientWorker, ...behind, ...rest, migrate: "auto" },
      { clock, database: guarded(database, clock), env: {} },
    );
    const close = async (): Promise<void> => {
      try {
        await core.close();
      } finally {
        await dropOwn();
      }
    };
    const extras = {
      clock,
      database,
      advance: (ms: number) => clock.advance(ms, database.control),
      entryTypes: async (who: Who, runId: string) => {
        const { entries } = await core.getRunDetail(who, runId);
        return entries.map(({ type }) => type);
      },
      startWaitingRun: (who: Identity, start: StartOptions<{}, string, unknown>) => startWaitingRun(core, who, start),
      close,
      [Symbol.asyncDispose]: close,
    };
    return Object.freeze({ ...core, ...extras }) as never;
  } catch (error) {
    await dropOwn();
    throw error;
  }
}

const connections = ["writer", "reader", "control", "heartbeat", "lanes"] as const;

/** So that no statement of the facade begins before a move of the clock and is answered after it. */
function guarded(database: Database, clock: TestClock): Database {
  const guard = (connection: Connection): Connection => guardConnection(clock, connection);
  const guards = Object.fromEntries(connections.map((name) => [name, guard(database[name])])) as {
    readonly [Name in (typeof connections)[number]]: Connection;
  };
  return { ...database, ...guards, readAs: (tenants) => guard(database.readAs(tenants)) };
}

async function startWaitingRun(
  core: ScoriaCore,
  who: Identity,
  start: StartOptions<{}, string, unknown>,
): Promise<WaitingForApproval> {
  const { runId } = await core.startRun(who, start);
  const run = await waitUntilWaiting(core, who, runId);
  if (run.status === "waiting" && run.waitingFor.kind === "approval") {
    return { runId, approvalId: run.waitingFor.approvalId };
  }
  throw new AssertionError({
    message: `Expected run ${runId} to wait for an approval, but it is ${describeRun(run)}.`,
    actual: run.status,
    expected: "waiting",
    operator: "startWaitingRun",
    stackStartFn: startWaitingRun,
  });
}

/** The run as it stands when it does not come to wait in time: where it stands says more than that time ran out. */
async function waitUntilWaiting(core: ScoriaCore, who: Identity, runId: string): Promise<RunSummary> {
  try {
    return await core.waitForRun(who, runId, { until: "waiting" });
  } catch (error) {
    if (!isScoriaError(error, "WAIT_TIMED_OUT")) throw error;
    return core.getRun(who, runId);
  }
}

/** Only `createTestDatabase` makes them, and what it makes can be opened. */
function openable(database: TestDatabase): OpenableTestDatabase {
  return database as OpenableTestDatabase;
}
