import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock, type Clock } from "../../../src/clock.ts";
import { openScoria } from "../../../src/open-scoria.ts";
import { checkChain } from "../../../src/journal/check-chain.ts";
import { sealEntries } from "../../../src/journal/seal-entries.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana, bo, quickWorker } from "../../../src/testing/create-test-scoria.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { openRaceDatabase, type RaceDatabase } from "./race-database.ts";
import { groupAfter, seedRun, stepResult } from "./race-runs.ts";

const hourMs = 3_600_000;

/** The machine's clock, set wrong, and set wrong otherwise whenever a test likes. */
function wrongClock(byMs: number): Clock & { setWrong(byMs: number): void } {
  let wrongBy = byMs;
  return {
    ...systemClock,
    now: () => Date.now() + wrongBy,
    setWrong: (otherwise) => (wrongBy = otherwise),
  };
}

interface Ctx {
  step(name: string, run: () => unknown): Promise<unknown>;
  requestApproval(request: object): Promise<unknown>;
}

describe.skipIf(serverUrl === undefined)("the time of entries", () => {
  let race: RaceDatabase;

  beforeAll(async () => {
    race = await openRaceDatabase();
  });

  afterAll(async () => race[Symbol.asyncDispose]());

  test.each([
    ["behind", -hourMs, hourMs],
    ["ahead", hourMs, -hourMs],
  ])(
    "never goes back when the process's clock is an hour %s of the database's, and jumps",
    async (_, wrongBy, then) => {
      const clock = wrongClock(wrongBy);
      const worker = await openScoria(
        {
          database: race.url,
          worker: quickWorker,
          logger: quietLogger,
          handlers: {
            async work(ctx: Ctx) {
              await ctx.step("one", () => 1);
              await ctx.step("jump", () => clock.setWrong(then));
              await ctx.step("two", () => 2);
              await ctx.requestApproval({ tool: "refund", arguments: {} });
              clock.setWrong(wrongBy);
              return ctx.step("three", () => 3);
            },
          },
        },
        { clock },
      );
      // It has no heartbeat, so nobody corrects its clock.
      const starter = await openScoria(
        { database: race.url, worker: false, logger: quietLogger },
        { clock: wrongClock(wrongBy) },
      );
      for (const facade of [starter, worker]) {
        const { runId } = await facade.startRun(ana, { initialStep: { kind: "work" } });
        const run = await worker.waitForRun(ana, runId, { until: "waiting" });
        if (run.status !== "waiting" || run.waitingFor.kind !== "approval")
          throw new Error(`The run is ${run.status}.`);
        await starter.decideApproval(bo, run.waitingFor.approvalId, { decision: "approved" });
        await worker.waitForRun(ana, runId, { until: "settled" });
        const entries = await race.journalOf(runId);
        const times = entries.map(({ at }) => at);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(entries.length).toBeGreaterThan(8);
        expect(await race.checkOf(runId)).toMatchObject({ ok: true });
      }
      await Promise.all([worker.close(), starter.close()]);
    },
  );

  test("does not make a run begin before it was created, whichever process's clock is ahead", async () => {
    const handlers = { work: () => 1 };
    const seams = { clock: wrongClock(hourMs) };
    const starter = await openScoria({ database: race.url, worker: false, logger: quietLogger, handlers }, seams);
    const { runId } = await starter.startRun(ana, { initialStep: { kind: "work" } });
    const worker = await openScoria({ database: race.url, worker: quickWorker, logger: quietLogger, handlers });
    const { createdAt, startedAt, finishedAt, updatedAt } = await worker.waitForRun(ana, runId, { until: "settled" });
    await Promise.all([worker.close(), starter.close()]);
    const times = [createdAt, startedAt, finishedAt, updatedAt].map(Number);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test("is the database's as near as a heartbeat tells it, not the process's", async () => {
    const scoria = await openScoria(
      { database: race.url, worker: quickWorker, logger: quietLogger, handlers: { work: () => 1 } },
      { clock: wrongClock(-hourMs) },
    );
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "work" } });
    await scoria.waitForRun(ana, runId, { until: "settled" });
    await scoria.close();
    for (const { at } of await race.journalOf(runId)) expect(Math.abs(at - Date.now())).toBeLessThan(60_000);
  });

  test("goes back when each entry is dated by the clock alone, and the evidence shows it", async () => {
    const run = await seedRun(race.database);
    const ahead = sealEntries(run, 1, run.tail, Date.now() + hourMs, [stepResult("one", 1)]);
    const tail = ahead.at(-1) ?? run.tail;
    const byClock = sealEntries(run, 1, { ...tail, at: 0 }, Date.now(), [stepResult("two", 2)]);
    const before = await race.journalOf(run.runId);
    expect(checkChain([...before, ...ahead, ...byClock], {})).toMatchObject({ ok: false, seq: 3, field: "at" });
    const kept = groupAfter(run, tail, [stepResult("two", 2)]).entries;
    expect(checkChain([...before, ...ahead, ...kept], {})).toMatchObject({ ok: true, entries: 3 });
  });
});
