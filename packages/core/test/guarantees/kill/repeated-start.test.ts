import { expect, test } from "vitest";
import { atFailPoint } from "../../../src/fail-points.ts";
import { ana, createTestScoria } from "../../../src/testing/create-test-scoria.ts";
import { createTestDatabase } from "../../../src/testing/test-databases.ts";
import { onEachEngine } from "../../on-each-engine.ts";

const start = { initialStep: { kind: "pay" as const }, idempotencyKey: "invoice-1" };

onEachEngine("a start that is repeated after its process was lost", (engine) => {
  test("does not disturb the node that is just taking its run: nothing is done twice", async () => {
    const on = await createTestDatabase(engine);
    const claimed = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const undo = atFailPoint("resume.after-claim", () => {
      claimed.resolve();
      return goOn.promise;
    });
    try {
      await using front = await createTestScoria({ on, worker: false });
      const { runId } = await front.startRun(ana, start);
      let payments = 0;
      await using back = await createTestScoria({
        on,
        handlers: { pay: (ctx) => ctx.step("pay", () => (payments += 1)) },
      });
      await claimed.promise;
      expect(await back.startRun(ana, start)).toMatchObject({ runId });
      goOn.resolve();
      await back.waitForRun(ana, runId, { until: "settled" });
      expect(await back.entryTypes(ana, runId)).toEqual(["run.started", "step.completed", "run.completed"]);
      expect(payments).toBe(1);
    } finally {
      undo();
      await on.drop();
    }
  });
});
