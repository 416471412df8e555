import { testIdentity } from "@scoria/core/testing";
import { expect, test } from "vitest";
import { WireError } from "../../src/wire/index.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { openDashboard, operatorOf } from "../open-dashboard.ts";

const reviewers = Array.from({ length: 20 }, (_, at) => `reviewer-${at}`);

onEachEngine("twenty reviewers who decide at once", (engine) => {
  test("see one decision win, and are told by whom and when", async () => {
    await using desk = await openDashboard(engine);
    const { runId, approvalId } = await desk.scoria.startWaitingRun(testIdentity(), {
      initialStep: { kind: "refund" },
      input: { orderId: "A-1" },
    });
    const read = async () => (await desk.client().call("getApproval", { params: { approvalId } })).approval;
    const { argumentsHash = "" } = await read();
    const outcomes = await Promise.allSettled(
      reviewers.map((actorId, at) =>
        desk.client(operatorOf({ actorId })).call("decideApproval", {
          params: { approvalId },
          body: { decision: at % 2 === 0 ? "approved" : "rejected", argumentsHash },
        }),
      ),
    );
    const winner = outcomes.findIndex(({ status }) => status === "fulfilled");
    const { status, decidedBy, decidedAt } = await read();
    expect({ status, decidedBy }).toEqual({
      status: winner % 2 === 0 ? "approved" : "rejected",
      decidedBy: reviewers[winner],
    });
    const refusals = outcomes.flatMap((outcome): unknown[] => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(refusals).toHaveLength(reviewers.length - 1);
    for (const refusal of refusals) {
      expect(refusal).toBeInstanceOf(WireError);
      expect(refusal).toMatchObject({
        status: 409,
        code: "APPROVAL_ALREADY_DECIDED",
        details: { status, decidedBy, decidedAt },
      });
    }
    await desk.scoria.waitForRun(testIdentity(), runId, { until: "settled" });
    const run = await desk.client().call("getRun", { params: { runId } });
    expect(run).toMatchObject({ status: "completed", output: { refunded: status === "approved" ? 12_900 : 0 } });
    const { entries } = await desk.client().call("listEntries", { params: { runId } });
    expect(entries.filter(({ type }) => type === "approval.decided")).toMatchObject([{ payload: { decidedBy } }]);
  });
});
