import { openScoria } from "../../../src/open-scoria.ts";
import type { RunDetail, WorkerOptions } from "../../../src/index.ts";
import type { EvidenceCheck } from "../../../src/journal/check-chain.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana, cy } from "../../../src/testing/create-test-scoria.ts";
import { readRunsLeft, type KillScene, type RunLeft } from "./kill-scene.ts";
import { readLedger, storyHandler, type Effect } from "./story.ts";

/** One run after another process has gone on with it. */
export interface RunAfter {
  readonly key: string;
  /** As the kill left it; absent when the kill was before its start was committed. */
  readonly left: RunLeft | undefined;
  readonly detail: RunDetail;
  /** Of the whole journal, which must still hold the entry that was last at the kill. */
  readonly evidence: EvidenceCheck;
  readonly effects: readonly Effect[];
}

export interface Aftermath {
  readonly runs: readonly RunAfter[];
  /** All runs that the database has in the end. */
  readonly inTheEnd: readonly RunLeft[];
}

/** Half of the lease of a killed process on PostgreSQL, and a quarter of the lease of an embedded one. */
export const boundMs = 15_000;

/** A long lease, so that a slow machine does not add a takeover of its own to the story. */
const survivor = { leaseMs: 30_000, heartbeatMs: 10_000, pollMs: 100 } satisfies WorkerOptions;

/**
 * Opens the database in this process and goes on: starts what may not have been started again under the same keys, decides
 * what nobody has decided, and waits until all is settled.
 */
export async function goOn(scene: KillScene, keys: readonly string[], stepMs = 0): Promise<Aftermath> {
  await scene.untilQuiet();
  const database = await scene.open();
  const left = await readRunsLeft(database);
  await using scoria = await openScoria(
    {
      migrate: "check",
      worker: survivor,
      logger: quietLogger,
      handlers: { story: storyHandler(scene.ledger, stepMs) },
    },
    { database },
  );
  await scene.letTimePass();
  const one = async (key: string): Promise<Omit<RunAfter, "effects">> => {
    const input = { cents: 12_900 };
    const { runId } = await scoria.startRun(ana, {
      initialStep: { kind: "story" },
      input,
      idempotencyKey: key,
    } as never);
    const run = await scoria.waitForRun(ana, runId, { until: "waiting", timeoutMs: boundMs });
    if (run.status === "waiting") {
      const { approvals } = await scoria.listApprovals(cy, { status: "pending", runId });
      for (const { approvalId } of approvals) {
        await scoria.decideApproval(cy, approvalId, { decision: "approved", reason: "by the second process" });
      }
    }
    await scoria.waitForRun(ana, runId, { until: "settled", timeoutMs: boundMs });
    const before = left.find((run) => run.key === key);
    const last = before?.entries.at(-1);
    const known = last === undefined ? {} : { head: { runId, seq: last.seq, hash: last.hash } };
    const evidence = await scoria.verifyEvidence(ana, runId, known);
    return { key, left: before, detail: await scoria.getRunDetail(ana, runId), evidence };
  };
  const runs = await Promise.all(keys.map(one));
  const effects = readLedger(scene.ledger);
  return {
    runs: runs.map((run) => ({ ...run, effects: effects.filter(({ runId }) => runId === run.detail.runId) })),
    inTheEnd: await readRunsLeft(database),
  };
}
