import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openScoria } from "../../../src/open-scoria.ts";
import type { HeadChange } from "../../../src/journal/group.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana, bo, quickWorker } from "../../../src/testing/create-test-scoria.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { countOf, timeLimit } from "../proof.ts";
import { openRaceDatabase, printFigure, until, type RaceDatabase } from "./race-database.ts";
import { draft, logOf, runningHead, seedRun, writerOf, type SeededRun } from "./race-runs.ts";

interface Ctx {
  readonly runId: string;
  step(name: string, run: () => unknown): Promise<unknown>;
  requestApproval(request: object): Promise<{ readonly status: string }>;
}

const rounds = countOf({ usual: 200, full: 2_000 });
const atOnce = 20;

describe.skipIf(serverUrl === undefined)("a decision that comes at the very moment of the pause", () => {
  let race: RaceDatabase;

  beforeAll(async () => {
    race = await openRaceDatabase();
  });

  afterAll(async () => race[Symbol.asyncDispose]());

  test("is never lost: every run goes on", { timeout: timeLimit(30_000) }, async () => {
    const gates = new Map<string, PromiseWithResolvers<void>>();
    const gateOf = (runId: string): PromiseWithResolvers<void> => {
      const gate = gates.get(runId) ?? Promise.withResolvers<void>();
      gates.set(runId, gate);
      return gate;
    };
    const scoria = await openScoria({
      database: race.url,
      worker: quickWorker,
      logger: quietLogger,
      handlers: {
        // The request is out while the step is still at work; when the step is done there is nothing left but to wait.
        async work(ctx: Ctx) {
          const decision = ctx.requestApproval({ tool: "refund", arguments: {} });
          await ctx.step("long", () => gateOf(ctx.runId).promise);
          return (await decision).status;
        },
      },
    });
    const decider = await openScoria({ database: race.url, worker: false, logger: quietLogger });
    const before = { pause: 0, decision: 0 };
    const oneRound = async (round: number): Promise<void> => {
      const { runId } = await scoria.startRun(ana, { initialStep: { kind: "work" } });
      const approvalId = await until(
        "it has asked",
        async () => (await scoria.listApprovals(bo, { runId })).approvals[0]?.approvalId,
      );
      const decide = async (): Promise<void> => {
        // Some in this process, some in another, some a little later: the whole window is met.
        for (let turns = round % 12; turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
        await (round % 2 === 0 ? scoria : decider).decideApproval(bo, approvalId, { decision: "approved" });
      };
      const release = async (): Promise<void> => gateOf(runId).resolve();
      await Promise.all(round % 4 < 2 ? [release(), decide()] : [decide(), release()]);
      const run = await scoria.waitForRun(ana, runId, { until: "settled", timeoutMs: 10_000 });
      expect(run).toMatchObject({ status: "completed", output: "approved" });
      const types = (await race.journalOf(runId)).map(({ type }) => type);
      before[types.includes("run.waiting") ? "pause" : "decision"] += 1;
      expect(types.filter((type) => type === "step.completed")).toHaveLength(1);
    };
    for (let from = 0; from < rounds; from += atOnce) {
      await Promise.all(Array.from({ length: atOnce }, (_, at) => oneRound(from + at)));
    }
    await Promise.all([scoria.close(), decider.close()]);
    printFigure({
      race: "A12 decision against pause",
      count: rounds,
      pauseFirst: before.pause,
      decisionFirst: before.decision,
    });
    expect(before.pause).toBeGreaterThan(0);
    expect(before.decision).toBeGreaterThan(0);
  });

  const waiting = (run: SeededRun): HeadChange => ({
    ...runningHead,
    status: "waiting",
    owner: null,
    epoch: run.epoch + 1,
    waitingFor: JSON.stringify({ approvalId: run.approvals[0], kind: "approval", tool: "refund" }),
    awaitingApproval: true,
  });

  /** The owner is about to pause; the decision came a moment before. */
  async function decidedJustBefore(): Promise<SeededRun> {
    const run = await seedRun(race.database, { approvals: 1 });
    await race.sql("select * from scoria.decide_approval($1, '{acme}', $2, 'approved', 'bo', $3, true, false)", [
      run.approvals[0],
      run.runId,
      "{}",
    ]);
    return run;
  }

  test("makes the owner give up its pause", async () => {
    const run = await decidedJustBefore();
    const writer = writerOf(race.database);
    const { log, news } = logOf(run, writer, race.database.control);
    const paused = await log.append({ drafts: [draft("run.waiting")], head: waiting(run), onlyIfUndisturbed: true });
    await writer.close();
    expect(paused).toBeNull();
    expect(news.map(({ type }) => type)).toEqual(["approval.decided"]);
    expect(await race.sql("select status from scoria.runs where run_id = $1", [run.runId])).toEqual([
      { status: "running" },
    ]);
  });

  test("is slept through by an owner that writes its pause after whatever came", async () => {
    const run = await decidedJustBefore();
    const writer = writerOf(race.database);
    const { log } = logOf(run, writer, race.database.control);
    await log.append({ drafts: [draft("run.waiting")], head: waiting(run) });
    await writer.close();
    const rows = await race.sql(
      `select r.status, r.resumable, r.due_at, (select count(*) from scoria.approvals a where a.run_id = r.run_id
         and a.status = 'pending') as pending
       from scoria.runs r where r.run_id = $1`,
      [run.runId],
    );
    // It waits, nobody is asked, and nothing will ever wake it.
    expect(rows).toEqual([{ status: "waiting", resumable: false, due_at: null, pending: 0 }]);
  });
});
