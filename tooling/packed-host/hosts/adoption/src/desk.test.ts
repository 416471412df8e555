// The host's own tests, by Node's runner: on the embedded database, or on the server that it was given.
import { test } from "node:test";
import { assertEntries, assertEvidence, assertRun, createTestScoria, testIdentity } from "@scoria/core/testing";

const server = process.env.DATABASE_URL;

/** The return type is left to the compiler, which must be able to write it into a declaration. */
export function openTestDesk() {
  return createTestScoria({
    ...(server === undefined ? {} : { databaseUrl: server }),
    handlers: {
      async ask(ctx) {
        const decision = await ctx.requestApproval({ tool: "refund", arguments: { cents: 12_900 } });
        return decision.status;
      },
    },
  });
}

void test("a rejection is an answer to the handler", async () => {
  await using desk = await openTestDesk();
  const ana = testIdentity();
  const { runId, approvalId } = await desk.startWaitingRun(ana, { initialStep: { kind: "ask" } });
  await desk.decideApproval(testIdentity({ actorId: "bo" }), approvalId, { decision: "rejected" });
  const run = await desk.waitForRun(ana, runId, { until: "settled" });
  assertRun(run, { status: "completed", output: "rejected" });
  assertEntries(await desk.getRunDetail(ana, runId), [
    "run.started",
    "approval.requested",
    "run.waiting",
    "approval.decided",
    "run.resumed",
    "run.completed",
  ]);
  await assertEvidence(desk, ana, runId);
});
