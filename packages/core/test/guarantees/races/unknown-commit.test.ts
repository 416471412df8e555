import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openScoria } from "../../../src/open-scoria.ts";
import type { Group } from "../../../src/journal/group.ts";
import type { JournalWriter } from "../../../src/journal/journal-writer.ts";
import type { Tail } from "../../../src/journal/seal-entries.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana, bo, quickWorker } from "../../../src/testing/create-test-scoria.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { countOf, timeLimit } from "../proof.ts";
import { RenumberingWriter } from "./naive/renumbering-writer.ts";
import { PgProxy, type Loss, type Passing } from "./pg-proxy.ts";
import { openRaceDatabase, printFigure, type RaceDatabase } from "./race-database.ts";
import { groupAfter, newGroup, runningHead, seedRun, seedRuns, stepResult, writerOf } from "./race-runs.ts";

const writes = ({ statement }: Passing): boolean => statement.startsWith("scoria_write");
const losses: readonly Loss[] = ["answer", "request", "midway"];
const cutsOfEachKind = countOf({ usual: 20, full: 200 });
const starts = countOf({ usual: 20, full: 200 });
/** With four cuts each. */
const wholeRuns = countOf({ usual: 8, full: 50 });

describe.skipIf(serverUrl === undefined)("a commit whose answer is lost", () => {
  let race: RaceDatabase;
  let proxy: PgProxy;

  beforeAll(async () => {
    race = await openRaceDatabase();
    proxy = await PgProxy.open(race.url);
  });

  afterAll(async () => {
    await race[Symbol.asyncDispose]();
    await proxy[Symbol.asyncDispose]();
  });

  const found = "is found out and stored once, each time, and the run goes on (lost: %s)";
  test.each(losses)(found, { timeout: timeLimit(60_000) }, async (loss) => {
    const database = await race.open(proxy.url);
    const writer: JournalWriter = writerOf(database);
    const runs = await seedRuns(race.database, 6);
    const tails = new Map<string, Tail>(runs.map(({ runId, tail }) => [runId, tail]));
    const before = proxy.cuts;
    // What the promise speaks of is the answer; the others are its neighbours.
    const rounds = loss === "answer" ? Math.max(50, cutsOfEachKind) : cutsOfEachKind;
    let written = 0;
    let reportedLost = 0;
    for (let round = 1; round <= rounds; round += 1) {
      // Alone, beside others, of several entries, with a change of the head, and a start.
      const groups = runs.slice(0, 1 + (round % runs.length)).map((run, at): Group => {
        const drafts = Array.from({ length: 1 + ((round + at) % 3) }, () => stepResult("s", round));
        return groupAfter(run, tails.get(run.runId) ?? run.tail, drafts, round % 4 === 0 ? { head: runningHead } : {});
      });
      if (round % 5 === 0) groups.push(newGroup({ idempotencyKey: `${loss}-${round}` }).group);
      proxy.cutNext(loss, writes);
      const outcomes = await Promise.all(groups.map((group) => writer.write(group)));
      written += groups.length;
      reportedLost += outcomes.filter((outcome) => outcome !== "landed").length;
      for (const { runId, entries } of groups) {
        const last = entries.at(-1);
        if (last !== undefined) tails.set(runId, last);
      }
    }
    await writer.close();
    printFigure({ race: "A3 unknown commit", lost: loss, cuts: proxy.cuts - before, groups: written, reportedLost });
    expect(proxy.cuts - before).toBe(rounds);
    expect(reportedLost).toBe(0);
    for (const { runId } of runs) {
      expect(await race.checkOf(runId)).toMatchObject({ ok: true, entries: tails.get(runId)?.seq });
    }
  });

  test("with a writer that numbers anew after an error an entry is stored twice", async () => {
    const database = await race.open(proxy.url);
    const run = await seedRun(race.database);
    proxy.cutNext("answer", ({ application, tag }) => application === "scoria-writer" && tag === "SELECT 2");
    // Two drafts, so that the insert's answer is told from that of a read of the single entry before.
    await new RenumberingWriter(database.writer).append(run, [stepResult("a", 1), stepResult("b", 2)]);
    const names = (await race.journalOf(run.runId)).map(({ stepKey }) => stepKey);
    expect(names).toEqual([null, "work/a", "work/b", "work/a", "work/b"]);
  });

  const once = "starts one run for its key, whether or not the caller asks again";
  test(once, { timeout: timeLimit(60_000) }, async () => {
    const database = await race.open(proxy.url);
    const scoria = await openScoria(
      { database: race.url, worker: false, logger: quietLogger, handlers: { work: () => 1 } },
      { database },
    );
    const before = proxy.cuts;
    for (let n = 0; n < starts; n += 1) {
      const start = { initialStep: { kind: "work" }, input: { n }, idempotencyKey: `order-${n}` };
      proxy.cutNext("answer", writes);
      const first = await scoria.startRun(ana, start);
      const again = await scoria.startRun(ana, start);
      expect(again.runId).toBe(first.runId);
    }
    await scoria.close();
    const rows = await race.sql<{ n: number }>(
      "select count(*) as n from scoria.runs where idempotency_key like 'order-%'",
    );
    printFigure({ promise: "P2", count: starts, cuts: proxy.cuts - before, runs: rows[0]?.n });
    expect(proxy.cuts - before).toBe(starts);
    expect(rows).toEqual([{ n: starts }]);
  });

  const nothing = "costs a run of the whole facade nothing: each step is recorded once, each decision counts once";
  test(nothing, { timeout: timeLimit(60_000) }, async () => {
    const database = await race.open(proxy.url);
    const scoria = await openScoria(
      {
        database: race.url,
        worker: quickWorker,
        logger: quietLogger,
        handlers: {
          async work(ctx: {
            step: (name: string, run: () => number) => Promise<number>;
            requestApproval: (request: object) => Promise<{ status: string }>;
          }) {
            const one = await ctx.step("one", () => 1);
            const { status } = await ctx.requestApproval({ tool: "refund", arguments: { one } });
            return { two: await ctx.step("two", () => 2), status };
          },
        },
      },
      { database },
    );
    const before = proxy.cuts;
    for (let n = 0; n < wholeRuns; n += 1) {
      proxy.cutNext("answer", writes);
      const { runId } = await scoria.startRun(ana, { initialStep: { kind: "work" } });
      proxy.cutNext("answer", writes);
      const run = await scoria.waitForRun(ana, runId, { until: "waiting" });
      if (run.status !== "waiting" || run.waitingFor.kind !== "approval") throw new Error(`The run is ${run.status}.`);
      proxy.cutNext("answer", ({ statement }) => statement.startsWith("scoria_decide_approval"));
      await scoria.decideApproval(bo, run.waitingFor.approvalId, { decision: "approved" });
      proxy.cutNext("answer", writes);
      expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
        output: { two: 2, status: "approved" },
      });
      const types = (await race.journalOf(runId)).map(({ type }) => type);
      expect(types.filter((type) => !["run.resumed", "run.recovered", "step.started"].includes(type))).toEqual([
        "run.started",
        "step.completed",
        "approval.requested",
        "run.waiting",
        "approval.decided",
        "step.completed",
        "run.completed",
      ]);
      expect(await race.checkOf(runId)).toMatchObject({ ok: true });
    }
    await scoria.close();
    printFigure({ promise: "P1, P3", race: "lost acknowledgements", count: wholeRuns, cuts: proxy.cuts - before });
    expect(proxy.cuts - before).toBeGreaterThanOrEqual(wholeRuns * 3);
  });
});
