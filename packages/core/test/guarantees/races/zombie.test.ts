import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock, type Clock } from "../../../src/clock.ts";
import { openScoria } from "../../../src/open-scoria.ts";
import type { ScoriaCore } from "../../../src/scoria.ts";
import { loggerOf } from "../../../src/seams/logger.ts";
import { ana } from "../../../src/testing/create-test-scoria.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { RenumberingWriter } from "./naive/renumbering-writer.ts";
import { PgProxy } from "./pg-proxy.ts";
import { openRaceDatabase, printFigure, until, type RaceDatabase } from "./race-database.ts";
import { stepResult } from "./race-runs.ts";

// Long enough that a busy machine does not make a living process stop itself before the test stalls it.
const leaseMs = 3_000;
const heartbeatMs = 700;
const worker = { leaseMs, heartbeatMs, pollMs: 50, concurrency: 64 };
const runCount = 50;

interface Ctx {
  readonly signal: AbortSignal;
  step(name: string, run: () => Promise<string>): Promise<string>;
}

interface Process {
  readonly scoria: ScoriaCore;
  readonly signals: AbortSignal[];
  /** Codes of what it logged, by run. */
  readonly logged: { readonly code: unknown; readonly runId: unknown }[];
}

/** A clock on which heartbeats stop when a test says so, as if only that part of the process hung. */
function stallingClock(): Clock & { stall(): void } {
  let stalled = false;
  return {
    ...systemClock,
    timer: (afterMs, fire) =>
      systemClock.timer(afterMs, () => {
        if (!(stalled && afterMs === heartbeatMs)) fire();
      }),
    stall: () => (stalled = true),
  };
}

async function openProcess(name: string, url: string, ready: Promise<void>, clock: Clock): Promise<Process> {
  const signals: AbortSignal[] = [];
  const logged: { code: unknown; runId: unknown }[] = [];
  const scoria = await openScoria(
    {
      database: url,
      worker,
      nodeName: name,
      logger: loggerOf((_level, _message, { code, runId }) => void logged.push({ code, runId })),
      handlers: {
        async work(ctx: Ctx) {
          signals.push(ctx.signal);
          return ctx.step("who", async () => {
            await ready;
            return name;
          });
        },
      },
    },
    { clock },
  );
  return { scoria, signals, logged };
}

describe.skipIf(serverUrl === undefined)("a process that lost its runs without noticing", () => {
  let race: RaceDatabase;

  beforeAll(async () => {
    race = await openRaceDatabase();
  });

  afterAll(async () => race[Symbol.asyncDispose]());

  test("records none of its results; the other process completes every run", async () => {
    const clock = stallingClock();
    const woken = Promise.withResolvers<void>();
    const zombie = await openProcess("zombie", race.url, woken.promise, clock);
    const runIds: string[] = [];
    for (let n = 0; n < runCount; n += 1) {
      runIds.push((await zombie.scoria.startRun(ana, { initialStep: { kind: "work" } })).runId);
    }
    await until("all are under way", () => zombie.signals.length === runCount);
    clock.stall();
    const other = await openProcess("other", race.url, Promise.resolve(), systemClock);
    for (const runId of runIds) {
      expect(await other.scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "other" });
    }
    // Only now do the steps of the zombie end, each with a result of its own.
    woken.resolve();
    const lostBy = (): number =>
      new Set(zombie.logged.filter(({ code }) => code === "LEASE_LOST").map(({ runId }) => runId)).size;
    await until("it has noticed for each run", () => lostBy() === runCount);
    await until("its handlers were told", () => zombie.signals.every(({ aborted }) => aborted));
    await Promise.all([zombie.scoria.close(), other.scoria.close()]);

    const journals = await Promise.all(runIds.map((runId) => race.journalOf(runId)));
    const stale = journals.filter((entries) =>
      entries.some(({ payload }) => payload.includes('"zombie"') && payload.includes("result")),
    );
    const checks = await Promise.all(runIds.map((runId) => race.checkOf(runId)));
    printFigure({ race: "P4 zombie", fencedOut: lostBy(), staleResults: stale.length });
    expect(stale).toEqual([]);
    expect(zombie.signals.map(({ reason }) => (reason as { code?: unknown }).code)).toEqual(
      zombie.signals.map(() => "LEASE_LOST"),
    );
    for (const entries of journals) {
      const types = entries
        .map(({ epoch, type }) => `${epoch} ${type}`)
        .filter((type) => !type.endsWith("step.started"));
      expect(types).toEqual(["1 run.started", "2 run.recovered", "2 step.completed", "2 run.completed"]);
    }
    expect(checks.every(({ ok }) => ok)).toBe(true);

    // The same results by a writer that numbers after whatever is last.
    const naive = new RenumberingWriter(race.database.writer);
    for (const runId of runIds)
      await naive.append({ runId, tenantId: "acme", epoch: 1 }, [stepResult("who", "zombie")]);
    const caught = await Promise.all(runIds.map((runId) => race.checkOf(runId)));
    const broken = caught.filter(({ ok }) => !ok).length;
    printFigure({ race: "P4 zombie, naive: numbers anew", staleResults: broken });
    expect(broken).toBe(runCount);
  });

  test("stops its work by itself before its lease is over when its heartbeats get no answer", async () => {
    await using proxy = await PgProxy.open(race.url);
    const cutOff = await openProcess("cut-off", proxy.url, new Promise(() => {}), systemClock);
    await cutOff.scoria.startRun(ana, { initialStep: { kind: "work" } });
    await until("it is under way", () => cutOff.signals.length === 1);
    proxy.blackHole((application) => application === "scoria-heartbeat");
    const begun = performance.now();
    try {
      await until("it has stopped its work", () => cutOff.signals[0]?.aborted, leaseMs + heartbeatMs);
    } finally {
      // Its statements are answered by nobody: end them, so that the facade can close.
      proxy.blackHole(() => false);
      proxy.refuse();
      proxy.accept();
      await cutOff.scoria.close();
    }
    printFigure({ race: "lease without answers", leaseMs, stoppedAfterMs: Math.round(performance.now() - begun) });
    expect(cutOff.signals[0]?.reason).toMatchObject({ code: "LEASE_LOST" });
  });
});
