import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openScoria } from "../../../src/open-scoria.ts";
import { loggerOf } from "../../../src/seams/logger.ts";
import { ana, quickWorker } from "../../../src/testing/create-test-scoria.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { plainAppend } from "./naive/plain-append.ts";
import { openRaceDatabase, until, type RaceDatabase } from "./race-database.ts";
import { groupAfter, logOf, seedRun, stepResult, writerOf } from "./race-runs.ts";

describe.skipIf(serverUrl === undefined)("a journal whose tail is gone", () => {
  let race: RaceDatabase;

  beforeAll(async () => {
    race = await openRaceDatabase();
  });

  afterAll(async () => race[Symbol.asyncDispose]());

  /** What a failover to a replica does that had not received the last entries. */
  async function loseTail(runId: string, afterSeq: number): Promise<void> {
    const superuser = await race.session();
    await superuser.query("begin");
    await superuser.query("set local session_replication_role = replica"); // the journal's triggers are off
    await superuser.query("delete from scoria.journal where run_id = $1 and seq > $2", [runId, afterSeq]);
    await superuser.query("commit");
  }

  test("takes no entry after the hole, alone or in a batch", async () => {
    const run = await seedRun(race.database);
    const writer = writerOf(race.database);
    const { log } = logOf(run, writer, race.database.control);
    for (const name of ["a", "b", "c"]) await log.append({ drafts: [stepResult(name, name)] });
    const tail = (await race.journalOf(run.runId)).at(-1) ?? run.tail;
    await loseTail(run.runId, 2);
    expect(await writer.write(groupAfter(run, tail, [stepResult("d", "d")]))).toBe("displaced");
    const two = groupAfter(run, tail, [stepResult("d", "d"), stepResult("e", "e")]);
    expect(await writer.write(two)).toBe("displaced");
    expect(await race.checkOf(run.runId)).toMatchObject({ ok: true, entries: 2 });
    await writer.close();

    const { rows } = await race.database.writer.query(plainAppend([two]));
    expect(rows, "by the primary key alone they fit").toHaveLength(2);
    expect(await race.checkOf(run.runId)).toMatchObject({ ok: false, seq: 3, field: "seq" });
  });

  test("stops the execution that stood there, and the run goes on from what is stored", async () => {
    const warnings: unknown[] = [];
    const gate = Promise.withResolvers<void>();
    const signals: AbortSignal[] = [];
    const scoria = await openScoria({
      database: race.url,
      // However busy the machine is: here nothing but the lost tail may cost it the run.
      worker: { ...quickWorker, leaseMs: 30_000 },
      logger: loggerOf((level, _, { code, runId }) => void warnings.push({ level, code, runId })),
      handlers: {
        // A kind of its own: what the test before left behind is not for this node.
        async stands(ctx: { signal: AbortSignal; step: (name: string, run: () => unknown) => Promise<unknown> }) {
          const turn = signals.push(ctx.signal);
          await ctx.step("one", () => turn);
          await ctx.step("two", () => turn);
          await ctx.step("three", () => (turn === 1 ? gate.promise : null));
          return turn;
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "stands" } });
    await until("two steps are recorded", async () => (await race.journalOf(runId)).length >= 3);
    await loseTail(runId, 2);
    gate.resolve();
    await until("the execution has stopped", () => signals[0]?.aborted === true);
    expect(signals[0]?.reason).toMatchObject({ code: "LEASE_LOST" });
    expect(warnings).toContainEqual({ level: "warn", code: "LEASE_LOST", runId });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ status: "completed", output: 2 });
    await scoria.close();
    const entries = await race.journalOf(runId);
    expect(entries.slice(0, 3).map(({ epoch, type }) => `${epoch} ${type}`)).toEqual([
      "1 run.started",
      "1 step.completed",
      "2 run.recovered",
    ]);
    expect(await race.checkOf(runId)).toMatchObject({ ok: true });
  });
});
