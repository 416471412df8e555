import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openScoria } from "../../../src/open-scoria.ts";
import { atFailPoint } from "../../../src/fail-points.ts";
import type { JournalWriter } from "../../../src/journal/journal-writer.ts";
import { claimRuns } from "../../../src/nodes/owned-runs.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana, quickWorker } from "../../../src/testing/create-test-scoria.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { ownerCheckedAppend } from "./naive/owner-checked-append.ts";
import { openRaceDatabase, until, type RaceDatabase } from "./race-database.ts";
import {
  completedHead,
  draft,
  groupAfter,
  logOf,
  registerNode,
  runningHead,
  seedRun,
  stepResult,
  takeOver,
  writerOf,
  type SeededRun,
} from "./race-runs.ts";

const handedBack = { ...runningHead, status: "queued", owner: null } as const;
const work = ["work"];

describe.skipIf(serverUrl === undefined)("an execution that was the owner's once", () => {
  let race: RaceDatabase;
  let writer: JournalWriter;

  beforeAll(async () => {
    race = await openRaceDatabase();
    writer = writerOf(race.database);
    await registerNode(race.database.control, "n1");
    await registerNode(race.database.control, "n2");
  });

  afterAll(async () => {
    await writer.close();
    await race[Symbol.asyncDispose]();
  });

  // What a test leaves in the queue is not for the next one's node.
  beforeEach(async () => {
    await race.sql(
      "update scoria.runs set status = 'halted', owner = null, finished_at = scoria.clock() where finished_at is null",
    );
  });

  /** Its owner gives the run back, as it does at a drain: entry and head in one group. */
  async function handBack(run: SeededRun, epoch: number): Promise<void> {
    const tail = (await race.journalOf(run.runId)).at(-1);
    if (tail === undefined) throw new Error("No tail.");
    const group = groupAfter({ ...run, epoch }, tail, [draft("run.handed_back")], {
      head: { ...handedBack, epoch: epoch + 1 },
    });
    expect(await writer.write(group)).toBe("landed");
  }

  async function claim(node: string, run: SeededRun): Promise<number> {
    const [claimed] = await claimRuns(race.database.control, { nodeId: node, kinds: work }, 1, [run.runId]);
    return claimed?.run.epoch ?? 0;
  }

  const typesOf = async (run: SeededRun): Promise<readonly string[]> =>
    (await race.journalOf(run.runId)).map(({ epoch, type }) => `${epoch} ${type}`);

  test("cannot append after the run was handed back", async () => {
    const run = await seedRun(race.database);
    const old = logOf(run, writer, race.database.control);
    await handBack(run, 1);
    void old.log.append({ drafts: [stepResult("late", "STALE")] });
    await old.lost;
    expect(await typesOf(run)).toEqual(["1 run.started", "2 run.handed_back"]);
  });

  test("cannot append after the run came back to the same node, and the new execution can", async () => {
    const run = await seedRun(race.database);
    const old = logOf(run, writer, race.database.control);
    await handBack(run, 1);
    expect(await claim("n2", run)).toBe(3);
    await handBack(run, 3);
    expect(await claim("n1", run)).toBe(5);
    const tail = (await race.journalOf(run.runId)).at(-1);
    const fresh = logOf({ ...run, epoch: 5, tail: tail ?? run.tail }, writer, race.database.control);
    // In one tick, so that the process's writer has both at once.
    const recorded = fresh.log.append({ drafts: [stepResult("charge", "FRESH")] });
    void old.log.append({ drafts: [stepResult("charge", "STALE")] });
    await recorded;
    await until("the old execution knows", () => old.isLost());
    expect(fresh.isLost()).toBe(false);
    expect((await typesOf(run)).slice(1)).toEqual([
      "2 run.handed_back",
      "3 run.resumed",
      "4 run.handed_back",
      "5 run.resumed",
      "5 step.completed",
    ]);
    expect(await race.checkOf(run.runId)).toMatchObject({ ok: true, entries: 6 });
  });

  test("asked only for its node's id it would be let in again", async () => {
    const run = await seedRun(race.database);
    const [stale] = groupAfter(run, run.tail, [stepResult("charge", "STALE")]).entries;
    await handBack(run, 1);
    await claim("n2", run);
    await handBack(run, 3);
    await claim("n1", run);
    expect(stale !== undefined && (await ownerCheckedAppend(race.database.writer, "n1", stale))).toBe(true);
    expect((await typesOf(run)).at(-1)).toBe("1 step.completed");
    expect(await race.checkOf(run.runId)).toMatchObject({ ok: false });
  });

  test("does not end the run when its last group shares a commit with the new execution's first", async () => {
    const run = await seedRun(race.database);
    const end = groupAfter(run, run.tail, [draft("run.completed", { output: "STALE" })], { head: completedHead });
    const epoch = await takeOver(race.database.control, run.runId, "n1");
    const tail = (await race.journalOf(run.runId)).at(-1);
    const step = groupAfter({ ...run, epoch }, tail ?? run.tail, [stepResult("charge", "FRESH")]);
    const outcomes = await Promise.all([writer.write(end), writer.write(step)]);
    expect(outcomes).toEqual(["displaced", "landed"]);
    const [head] = await race.sql("select status, owner, epoch from scoria.runs where run_id = $1", [run.runId]);
    expect(head).toEqual({ status: "running", owner: "n1", epoch: 2 });
    expect((await typesOf(run)).slice(1)).toEqual(["2 run.recovered", "2 step.completed"]);
  });

  test("that was overtaken between its claim and its first look at the journal writes nothing", async () => {
    const starter = await openScoria({
      database: race.url,
      worker: false,
      logger: quietLogger,
      handlers: { work: () => 1 },
    });
    const { runId } = await starter.startRun(ana, { initialStep: { kind: "work" } });
    const claimed = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const disarm = atFailPoint("resume.after-claim", () => {
      claimed.resolve();
      return goOn.promise;
    });
    const node = await openScoria({
      database: race.url,
      // No second heartbeat, which would take the run up again as if its claim had been lost.
      worker: { ...quickWorker, leaseMs: 60_000, heartbeatMs: 30_000 },
      logger: quietLogger,
      handlers: {
        work: async (ctx: { step: (name: string, run: () => string) => Promise<string> }) =>
          ctx.step("charge", () => "STALE"),
      },
    });
    await claimed.promise;
    await takeOver(race.database.control, runId, "n2");
    goOn.resolve();
    disarm();
    // What the node claims next it executes after what it claimed before.
    const next = await starter.startRun(ana, { initialStep: { kind: "work" } });
    await starter.waitForRun(ana, next.runId, { until: "settled" });
    await node.close();
    await starter.close();
    expect((await race.journalOf(runId)).map(({ epoch, type }) => `${epoch} ${type}`)).toEqual([
      "0 run.started",
      "2 run.recovered",
    ]);
    const [head] = await race.sql("select status, owner, epoch from scoria.runs where run_id = $1", [runId]);
    expect(head).toEqual({ status: "running", owner: "n2", epoch: 2 });
  });

  test("that learns of it only when its facade is closed does not keep the facade from closing", async () => {
    const started = Promise.withResolvers<void>();
    const never = new Promise<string>(() => {});
    const scoria = await openScoria({
      database: race.url,
      worker: { ...quickWorker, leaseMs: 60_000, heartbeatMs: 30_000, pollMs: 30_000 },
      logger: quietLogger,
      handlers: {
        async work() {
          started.resolve();
          return never;
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "work" } });
    await started.promise;
    await takeOver(race.database.control, runId, "n2");
    let closed = false;
    void scoria.close().then(() => (closed = true));
    await until("the facade is closed", () => closed, 8_000);
    expect((await race.journalOf(runId)).at(-1)).toMatchObject({ type: "run.recovered", epoch: 2 });
  });

  test("and begins again in the same process records only what the new execution did", async () => {
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const signals: AbortSignal[] = [];
    const scoria = await openScoria({
      database: race.url,
      worker: quickWorker,
      logger: quietLogger,
      handlers: {
        async work(ctx: { signal: AbortSignal; step: (name: string, run: () => Promise<string>) => Promise<string> }) {
          const turn = signals.push(ctx.signal);
          return ctx.step("charge", async () => {
            await gates[turn - 1]?.promise;
            return turn === 1 ? "STALE" : "FRESH";
          });
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "work" } });
    const epoch = await takeOver(race.database.control, runId, "n2");
    await handBack({ runId, tenantId: "acme" } as SeededRun, epoch);
    await until("the same process executes it again", () => signals.length === 2);
    gates[0]?.resolve();
    gates[1]?.resolve();
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "completed",
      output: "FRESH",
    });
    await scoria.close();
    expect(signals[0]?.aborted).toBe(true);
    const results = (await race.journalOf(runId)).filter(({ type }) => type === "step.completed");
    expect(results.map(({ payload }) => payload.includes("FRESH"))).toEqual([true]);
    expect(await race.checkOf(runId)).toMatchObject({ ok: true });
  });
});
