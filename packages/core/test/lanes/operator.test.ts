import { expect, test } from "vitest";
import { operatorOfLanes } from "../../src/lane/index.ts";
import { ana, createTestScoria, eve } from "../../src/testing/create-test-scoria.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { openWithReview } from "./open-with-lane.ts";

onEachEngine("what lanes show to operators", (engine) => {
  test("stands on the facade for whoever serves it, each with its permission, within the tenants of the scope", async () => {
    const scoria = await openWithReview(engine, { marks: (ctx) => ctx.review.mark(String(ctx.input)) });
    for (const [who, text] of [
      [ana, "of acme"],
      [eve, "of evil"],
    ] as const) {
      const { runId } = await scoria.startRun(who, { initialStep: { kind: "marks" }, input: text });
      await scoria.waitForRun(who, runId, { until: "settled" });
      await expect.poll(() => scoria.review.marksOf(who, runId)).toHaveLength(1);
    }
    const [review] = operatorOfLanes(scoria);
    expect(review?.lane).toBe("review");
    expect(review?.reads.marks?.permission).toBe("review.read");
    const operator = scoria.operator({ actorId: "op", tenants: ["acme"] });
    expect(await review?.reads.marks?.read(operator, {})).toEqual(["of acme"]);
    expect(await review?.actions.clear?.act(operator, {})).toEqual({ cleared: 1 });
    const both = scoria.operator({ actorId: "op", tenants: ["acme", "evil"] });
    expect(await review?.reads.marks?.read(both, {})).toEqual(["of evil"]);
  });

  test("is nothing where no lane shows anything", async () => {
    await using scoria = await createTestScoria({ engine });
    expect(operatorOfLanes(scoria)).toEqual([]);
  });
});
