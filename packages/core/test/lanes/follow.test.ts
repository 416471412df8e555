import { expect, test } from "vitest";
import { ana, bo, createTestScoria, eve } from "../../src/testing/create-test-scoria.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { openWithReview, ownDatabase } from "./open-with-lane.ts";
import { reviewLane } from "./review-lane.ts";

onEachEngine("a lane that follows entries", (engine) => {
  const handlers = {
    async marks(ctx: { readonly review: { mark(text: string): Promise<unknown> } }) {
      await ctx.review.mark("one");
      await ctx.review.mark("two");
      return null;
    },
    plain: () => null,
  };

  test("is given each once it is committed, in order, with its place in the run", async () => {
    const scoria = await openWithReview(engine, handlers);
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "marks" } });
    await scoria.waitForRun(ana, runId, { until: "settled" });
    await expect.poll(() => scoria.review.marksOf(bo, runId)).toHaveLength(2);
    expect(await scoria.review.marksOf(bo, runId)).toEqual([
      { runId, seq: 2, text: "one" },
      { runId, seq: 3, text: "two" },
    ]);
    await expect(scoria.review.marksOf(eve, runId)).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
  });

  test("is given them again after it failed", async () => {
    const seen: string[] = [];
    const scoria = await openWithReview(engine, handlers, { failOnce: true, onSeen: (what) => seen.push(what) });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "marks" } });
    await scoria.waitForRun(ana, runId, { until: "settled" });
    await expect.poll(() => scoria.review.marksOf(bo, runId), { timeout: 10_000 }).toHaveLength(2);
    expect(seen.filter((what) => what.startsWith("follow")).length).toBeGreaterThan(1);
  });

  test("is told of what a process writes that does not have the lane, and of what comes from outside a run", async () => {
    const on = await ownDatabase(engine);
    const scoria = await openWithReview(engine, { ...handlers, waits: (ctx) => ctx.waitForSignal("go") }, { on });
    await using web = await createTestScoria({ on, worker: false });
    const { runId } = await web.startRun(ana, { initialStep: { kind: "waits" } });
    await scoria.waitForRun(ana, runId, { until: "waiting" });
    await scoria.review.remark(bo, runId, "from outside", "e-1");
    await scoria.review.remark(bo, runId, "from outside", "e-1");
    await expect.poll(() => scoria.review.marksOf(bo, runId)).toMatchObject([{ text: "from outside" }]);
    expect((await scoria.getRunDetail(ana, runId)).review.marks).toEqual(["from outside"]);
    const absent = scoria.review.remark(eve, runId, "no", "e-2");
    await expect(absent).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
    await web.signalRun(ana, runId, "go");
    await scoria.waitForRun(ana, runId, { until: "settled" });
    const late = scoria.review.remark(bo, runId, "too late", "e-3");
    await expect(late).rejects.toMatchObject({ code: "RUN_NOT_RESUMABLE" });
    expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
  });

  test("that is added to a database with runs knows them, and follows each from its first entry once it goes on", async () => {
    const on = await ownDatabase(engine);
    let before: string;
    {
      await using without = await createTestScoria({ on, handlers: { waits: (ctx) => ctx.waitForSignal("go") } });
      before = (await without.startRun(ana, { initialStep: { kind: "waits" } })).runId;
      await without.waitForRun(ana, before, { until: "waiting" });
    }
    const scoria = await openWithReview(
      engine,
      {
        async waits(ctx) {
          await ctx.waitForSignal("go");
          return ctx.review.mark("late");
        },
      },
      { on },
    );
    expect((await scoria.getRunDetail(ana, before)).review).toEqual({ marks: [] });
    await scoria.signalRun(ana, before, "go");
    await scoria.waitForRun(ana, before, { until: "settled" });
    await expect.poll(() => scoria.review.marksOf(bo, before)).toMatchObject([{ text: "late" }]);
  });

  test("writes the entries that it starts a run with in one commit with the run", async () => {
    const scoria = await openWithReview(engine, handlers);
    const run = await scoria.review.startMarked(ana, "plain", "at the start");
    expect(await scoria.waitForRun(ana, run.runId, { until: "settled" })).toMatchObject({ status: "completed" });
    expect(await scoria.entryTypes(ana, run.runId)).toEqual(["run.started", "review.marked", "run.completed"]);
    await expect.poll(() => scoria.review.marksOf(bo, run.runId)).toMatchObject([{ seq: 2, text: "at the start" }]);
  });

  test("has its periodic work done by one of two nodes", async () => {
    const on = await ownDatabase(engine);
    const seen: string[] = [];
    const lanes = { review: reviewLane({ onSeen: (what) => seen.push(what) }) };
    await using one = await createTestScoria({ on, lanes });
    await using two = await createTestScoria({ on, lanes });
    await expect.poll(() => seen).toEqual(["job 0"]);
    // Both have looked by now, as their own runs have been polled for.
    for (const scoria of [one, two]) {
      const { runId } = await scoria.startRun(ana, {});
      await scoria.waitForRun(ana, runId, { until: "settled" });
    }
    const { rows } = await one.database.control.query<{ lane: string; name: string; late: boolean }>({
      text: "select lane, name, due_at > scoria.clock() + interval '50 minutes' as late from scoria.jobs",
      values: [],
    });
    expect(rows).toEqual([{ lane: "review", name: "count", late: true }]);
    expect(seen).toEqual(["job 0"]);
  });
});
