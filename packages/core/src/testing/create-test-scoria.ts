import { openScoria } from "../open-scoria.ts";
import type { Database } from "../database.ts";
import { identity, type Identity } from "../identity/identity.ts";
import type { InOf } from "../handlers/handler.ts";
import type { AnyInputs, NamedLanes, ScoriaOptions } from "../scoria-options.ts";
import type { Scoria, StartOptions } from "../scoria.ts";
import { quietLogger } from "../seams/logger.ts";
import { TestClock } from "./test-clock.ts";
import { createTestDatabase, type TestDatabase, type TestEngine } from "./test-databases.ts";

export type TestScoriaOptions<Lanes, Types> = Omit<ScoriaOptions<Lanes, Types>, "database" | "migrate"> & {
  /** Default: a fresh database of this engine, dropped with the facade. Default engine: pglite. */
  readonly engine?: TestEngine;
  /** A database to share between facades; the test drops it. */
  readonly on?: TestDatabase;
  readonly clock?: TestClock;
};

/** A facade on a database of its own, and what a test wants to know about it. */
export type TestScoria<Lanes = {}, Inputs = AnyInputs> = Scoria<Lanes, Inputs> & {
  readonly clock: TestClock;
  readonly database: Database;
  /** Moves the clocks of the process and of the database. */
  advance(ms: number): Promise<void>;
  entryTypes(who: Identity, runId: string): Promise<readonly string[]>;
  /** Starts a run and waits until it asks for an approval. */
  startWaitingRun(
    who: Identity,
    options: StartOptions<Lanes, string, unknown>,
  ): Promise<{ readonly runId: string; readonly approvalId: string }>;
};

/** Polls and beats fast, so that tests wait for what happens and not for a timer. */
export const quickWorker = { leaseMs: 1_500, heartbeatMs: 300, pollMs: 50 } as const;

export async function createTestScoria<Lanes extends NamedLanes<Lanes> = {}, Types = AnyInputs>(
  options: TestScoriaOptions<Lanes, Types> = {},
): Promise<TestScoria<Lanes, { [Kind in keyof Types]: InOf<Types[Kind]> }>> {
  const { engine = "pglite", on, clock = new TestClock(), ...rest } = options;
  const testDatabase = on ?? (await createTestDatabase(engine));
  const database = await testDatabase.open();
  const core = await openScoria(
    { logger: quietLogger, worker: quickWorker, ...rest, migrate: "check" },
    { clock, database, env: {} },
  );
  const close = async (): Promise<void> => {
    await core.close();
    if (on === undefined) await testDatabase.drop();
  };
  const extras = {
    clock,
    database,
    advance: (ms: number) => clock.advance(ms, database.control),
    entryTypes: async (who: Identity, runId: string) => {
      const { entries } = await core.getRunDetail(who, runId);
      return entries.map(({ type }) => type);
    },
    startWaitingRun: async (who: Identity, start: StartOptions<{}, string, unknown>) => {
      const { runId } = await core.startRun(who, start);
      const run = await core.waitForRun(who, runId, { until: "waiting" });
      if (run.status !== "waiting" || run.waitingFor.kind !== "approval") {
        throw new Error(`The run is ${run.status} and waits for no approval.`);
      }
      return { runId, approvalId: run.waitingFor.approvalId };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
  return Object.freeze({ ...core, ...extras }) as never;
}

/** People of two tenants, for tests. */
export const ana: Identity = identity({ actorId: "ana", tenantId: "acme", sessionId: "chat-1" });
export const bo: Identity = identity({ actorId: "bo", tenantId: "acme" });
export const cy: Identity = identity({ actorId: "cy", tenantId: "acme" });
export const eve: Identity = identity({ actorId: "eve", tenantId: "evil", sessionId: "chat-1" });
