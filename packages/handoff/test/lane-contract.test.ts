import { laneContract } from "@scoria/core/testing";
import { test } from "vitest";
import { handoffLane } from "../src/index.ts";

laneContract({
  test,
  lane: () => handoffLane(),
  handlers: {
    plan: (ctx) =>
      ctx.handoff.delegate("critic", { delegatedKind: "review", handoffInput: {}, projectedContext: { draft: "x" } }),
    review: (ctx) => ctx.handoff.projectedContext,
  },
  async exercise(app, who) {
    const { runId } = await app.startRun(who, { initialStep: { kind: "plan" } });
    return app.waitForRun(who, runId, { until: "settled" });
  },
});
