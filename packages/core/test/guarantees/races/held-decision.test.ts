import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type pg from "pg";
import { openScoria } from "../../../src/open-scoria.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana, bo, quickWorker } from "../../../src/testing/create-test-scoria.ts";
import { serverUrl } from "../../../src/testing/test-databases.ts";
import { openRaceDatabase, printFigure, type RaceDatabase } from "./race-database.ts";

interface Ctx {
  requestApproval(request: object): Promise<{ readonly status: string }>;
}

/** How long the engine waits for a lock, and what a slow machine may add. */
const lockTimeoutMs = 1_000;
const slackMs = 1_000;

describe.skipIf(serverUrl === undefined)("a decision whose run another session holds", () => {
  let race: RaceDatabase;
  let holder: pg.Client;

  beforeAll(async () => {
    race = await openRaceDatabase();
    holder = await race.session();
  });

  afterAll(async () => race[Symbol.asyncDispose]());

  const holdHead = (runId: string) => holder.query("select 1 from scoria.runs where run_id = $1 for update", [runId]);

  /** As an owner that lost the run would: its entry stands where the decision's is to stand, and is not committed. */
  const holdPlace = (runId: string) =>
    holder.query(
      `insert into scoria.journal (run_id, seq, tenant_id, epoch, call, type, at, payload, digest, hash)
       select run_id, seq + 1, tenant_id, epoch, 0, type, at, payload, digest, hash
       from scoria.journal where run_id = $1 order by seq desc limit 1`,
      [runId],
    );

  test.each([
    ["its head", holdHead, lockTimeoutMs],
    ["its place in the journal", holdPlace, 2 * lockTimeoutMs],
  ])(
    "(%s) delays those beside it by the lock time-out at most, and is recorded after the release",
    async (_, hold, most) => {
      await using scoria = await openScoria({
        database: race.url,
        worker: quickWorker,
        logger: quietLogger,
        handlers: {
          ask: async (ctx: Ctx) => (await ctx.requestApproval({ tool: "refund", arguments: {} })).status,
        },
      });
      const approvals: string[] = [];
      const runIds: string[] = [];
      for (let run = 0; run < 8; run += 1) {
        const { runId } = await scoria.startRun(ana, { initialStep: { kind: "ask" } });
        const waiting = await scoria.waitForRun(ana, runId, { until: "waiting" });
        if (waiting.status !== "waiting" || waiting.waitingFor.kind !== "approval")
          throw new Error("It does not wait.");
        runIds.push(runId);
        approvals.push(waiting.waitingFor.approvalId);
      }
      const held = 3;
      await holder.query("begin");
      await hold(runIds[held] ?? "");
      let isRecorded = false;
      const begun = performance.now();
      const decisions = approvals.map((approvalId) => scoria.decideApproval(bo, approvalId, { decision: "approved" }));
      const heldOne = decisions[held]?.then(() => (isRecorded = true));
      await Promise.all(decisions.filter((_one, at) => at !== held));
      const tookMs = performance.now() - begun;
      expect(isRecorded).toBe(false);
      printFigure({ race: "held decision", neighboursMs: Math.round(tookMs) });
      expect(tookMs).toBeLessThan(most + slackMs);
      await holder.query("rollback");
      await heldOne;
      for (const runId of runIds) {
        expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "approved" });
        expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
      }
    },
  );
});
