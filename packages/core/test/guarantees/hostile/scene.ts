import type { Identity } from "../../../src/identity/identity.ts";
import type { OperatorScope } from "../../../src/identity/operator-scope.ts";
import { operatorScope } from "../../../src/identity/operator-scope.ts";
import { ana, bo, createTestScoria, eve, type TestScoria } from "../../../src/testing/create-test-scoria.ts";
import type { TestEngine } from "../../../src/testing/test-databases.ts";
import { quietLogger } from "../../../src/seams/logger.ts";

/** A facade with runs in every state, of two tenants, for calls to be made against. */
export interface Scene {
  readonly scoria: TestScoria;
  readonly completed: string;
  readonly failed: string;
  /** Each waits for an approval. */
  readonly waiting: readonly string[];
  readonly approvals: readonly string[];
  readonly foreign: string;
  readonly foreignApproval: string;
  readonly jsonl: string;
  readonly head: { readonly runId: string; readonly seq: number; readonly hash: string };
  readonly everyone: OperatorScope;
  /** Ids of the runs that a call has acknowledged. */
  readonly acknowledged: Set<string>;
}

/** Well-formed, and nobody's. */
export const absentId = "0190b5a0-5e2c-7abc-8def-0123456789ab";

const waitingRuns = 40;

export async function makeScene(engine: TestEngine): Promise<Scene> {
  const scoria: TestScoria = await createTestScoria({
    engine,
    logger: quietLogger,
    handlers: {
      note: (ctx: { readonly input: unknown }) => ctx.input ?? null,
      ask: (ctx) => ctx.requestApproval({ tool: "refund", arguments: { cents: 1 } }),
      fail: () => {
        throw new Error("This handler always fails.");
      },
    },
  });
  const acknowledged = new Set<string>();
  const start = async (who: Identity, kind: string): Promise<string> => {
    const { runId } = await scoria.startRun(who, { initialStep: { kind } });
    acknowledged.add(runId);
    await scoria.waitForRun(who, runId, { until: "waiting" });
    return runId;
  };
  const completed = await start(ana, "note");
  const failed = await start(ana, "fail");
  const waiting = await Promise.all(Array.from({ length: waitingRuns }, () => start(ana, "ask")));
  const foreign = await start(eve, "ask");
  const { jsonl, head } = await scoria.exportEvidence(ana, completed);
  return {
    scoria,
    completed,
    failed,
    waiting,
    approvals: (await scoria.listApprovals(bo, { status: "pending", limit: 200 })).approvals.map((of) => of.approvalId),
    foreign,
    foreignApproval: (await scoria.listApprovals(eve)).approvals[0]?.approvalId ?? "",
    jsonl,
    head,
    everyone: operatorScope({ actorId: "on-call", tenants: ["acme", "evil"] }),
    acknowledged,
  };
}
