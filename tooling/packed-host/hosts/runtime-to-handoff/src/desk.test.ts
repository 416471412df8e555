// The host's own tests, by Node's runner: on the embedded database, or on the server that it was given.
import { deepStrictEqual } from "node:assert/strict";
import { test } from "node:test";
import { assertEntries, assertEvidence, assertRun, createTestScoria, testIdentity } from "@scoria/core/testing";
import { handoffLane } from "@scoria/handoff";
import { review } from "./review-handoff.js";

const server = process.env.DATABASE_URL;

/** The return type is left to the compiler, which must be able to write it into a declaration. */
export function openTestDesk() {
  return createTestScoria({
    ...(server === undefined ? {} : { databaseUrl: server }),
    lanes: { handoff: handoffLane({ handoffs: [review] }) },
    handlers: {
      async plan(ctx) {
        const { verdict } = await ctx.handoff.delegate(review, {
          handoffInput: { brief: "Review the draft answer" },
          projectedContext: { draftAnswer: "You get a refund." },
        });
        return verdict;
      },
      review: (ctx) => review.answer({ verdict: review.contextOf(ctx).tone === "plain" ? "send" : "rework" }),
    },
  });
}

void test("a planner has a critic look at a draft, inside one run", async () => {
  await using desk = await openTestDesk();
  const ana = testIdentity();
  const { runId } = await desk.startRun(ana, { rootRole: "planner", initialStep: { kind: "plan" } });
  assertRun(await desk.waitForRun(ana, runId, { until: "settled" }), { status: "completed", output: "send" });
  const detail = await desk.getRunDetail(ana, runId);
  deepStrictEqual(
    detail.handoff.map(({ parentRole, delegatedRole, result }) => ({ parentRole, delegatedRole, result })),
    [{ parentRole: "planner", delegatedRole: "critic", result: { verdict: "send" } }],
  );
  assertEntries(detail, ["run.started", "handoff.delegated", "step.started", "step.completed", "run.completed"]);
  await assertEvidence(desk, ana, runId);
});
