import { expect, test } from "vitest";
import { ana, bo } from "../../src/testing/create-test-scoria.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { openWithReview, ownDatabase } from "./open-with-lane.ts";

onEachEngine("what a lane adds to ctx", (engine) => {
  test("is recorded once and answered from the journal after a pause", async () => {
    let looks = 0;
    const scoria = await openWithReview(engine, {
      async check(ctx) {
        const looked = await ctx.review.look("page", () => (looks += 1));
        const mark = await ctx.review.mark("first");
        await ctx.requestApproval({ tool: "go", arguments: {} });
        return { looked, mark, second: await ctx.review.mark("second") };
      },
    });
    const { runId, approvalId } = await scoria.startWaitingRun(ana, { initialStep: { kind: "check" } });
    await scoria.decideApproval(bo, approvalId, { decision: "approved" });
    const run = await scoria.waitForRun(ana, runId, { until: "settled" });
    expect(run).toMatchObject({ output: { looked: 1, mark: { text: "first" }, second: { text: "second" } } });
    expect(looks).toBe(1);
    const detail = await scoria.getRunDetail(ana, runId);
    expect(detail.review.marks).toEqual(["first", "second"]);
    expect(detail.steps.map(({ stepKey, kind }) => ({ stepKey, kind }))).toEqual([
      { stepKey: "check", kind: "check" },
      { stepKey: "check/review:page", kind: "tool" },
    ]);
    expect(detail.entries.filter(({ type }) => type === "review.marked")).toHaveLength(2);
    expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
  });

  test("runs a handler of its own inside the run, under another role, with steps of its own", async () => {
    const scoria = await openWithReview(engine, { check: (ctx) => ctx.review.read("critic", "three short words") });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "check" } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      output: { role: "critic", reader: "ana", words: 3 },
    });
    expect(await scoria.entryTypes(ana, runId)).toEqual([
      "run.started",
      "review.delegated",
      "step.started",
      "step.completed",
      "step.completed",
      "run.completed",
    ]);
    const { steps } = await scoria.getRunDetail(ana, runId);
    const inner = "check/review:read:three short words";
    expect(steps).toMatchObject([
      { stepKey: "check", parent: null, role: "executor" },
      { stepKey: inner, kind: "review.reader", parent: "check", role: "critic", input: { text: "three short words" } },
      { stepKey: `${inner}/count`, kind: "step", parent: inner, role: "critic", output: 3 },
    ]);
  });

  test("pauses the whole run for what a handler inside waits for, and goes on there", async () => {
    const calls: string[] = [];
    const scoria = await openWithReview(engine, {
      async check(ctx) {
        calls.push("outer");
        const before = await ctx.step("before", () => "b");
        const read = await ctx.review.read("critic", "ask");
        return { before, read, after: await ctx.step("after", () => "a") };
      },
    });
    const { runId, approvalId } = await scoria.startWaitingRun(ana, { initialStep: { kind: "check" } });
    expect(await scoria.getRun(ana, runId)).toMatchObject({ status: "waiting", awaitingApproval: true });
    await scoria.decideApproval(bo, approvalId, { decision: "approved" });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      output: { before: "b", read: { role: "critic", words: 1 }, after: "a" },
    });
    expect(calls).toEqual(["outer", "outer"]);
    expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
  });

  test("starts children of the run in a handler inside it, and waits for them there", async () => {
    const scoria = await openWithReview(engine, {
      check: (ctx) => ctx.review.read("critic", "have it read"),
      reading: (ctx) => ctx.step("read", () => `read for ${(ctx.input as { by: string }).by}`),
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "check" } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      output: { role: "critic", words: 3, read: "read for ana" },
    });
    const { children } = await scoria.getRunDetail(ana, runId);
    expect(children).toMatchObject([
      {
        status: "completed",
        stepKey: "check/review:read:have it read/child:reading",
        outcome: { status: "completed" },
      },
    ]);
    expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
  });

  test("cannot end the run by continuing it as new from a handler inside it", async () => {
    const scoria = await openWithReview(engine, { check: (ctx) => ctx.review.read("critic", "endless") });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "check" } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "failed",
      error: { code: "INVALID_INPUT" },
    });
  });

  test("goes on in another process inside the handler that had asked", async () => {
    const on = await ownDatabase(engine);
    const handlers = {
      check: (ctx: { readonly review: { read(role: string, text: string): unknown } }) =>
        ctx.review.read("critic", "ask"),
    };
    const first = await openWithReview(engine, handlers, { on });
    const { runId, approvalId } = await first.startWaitingRun(ana, { initialStep: { kind: "check" } });
    await first.close();
    const second = await openWithReview(engine, handlers, { on });
    await second.decideApproval(bo, approvalId, { decision: "approved" });
    expect(await second.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      output: { role: "critic", reader: "ana", words: 1 },
    });
    const types = await second.entryTypes(ana, runId);
    expect(types.filter((type) => type === "step.started" || type === "review.delegated")).toHaveLength(2);
    expect(await second.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
  });

  test("replays handlers inside that are over without calling them, side by side with others that wait", async () => {
    const scoria = await openWithReview(engine, {
      async check(ctx) {
        const reads = await Promise.all([
          ctx.review.read("critic", "one two"),
          ctx.review.read("planner", "ask"),
          ctx.step("beside", () => "done"),
          ctx.review.read("critic", "one two three"),
        ]);
        await ctx.requestApproval({ tool: "second", arguments: {} });
        return reads;
      },
    });
    const { runId, approvalId } = await scoria.startWaitingRun(ana, { initialStep: { kind: "check" } });
    await scoria.decideApproval(bo, approvalId, { decision: "approved" });
    await expect
      .poll(async () => (await scoria.listApprovals(bo, { runId, status: "pending" })).approvals[0]?.tool)
      .toBe("second");
    const { approvals } = await scoria.listApprovals(bo, { runId, status: "pending" });
    await scoria.decideApproval(bo, approvals[0]?.approvalId ?? "", { decision: "approved" });
    const run = await scoria.waitForRun(ana, runId, { until: "settled" });
    expect(run).toMatchObject({
      status: "completed",
      output: [{ words: 2 }, { role: "planner", words: 1 }, "done", { words: 3 }],
    });
    expect((await scoria.entryTypes(ana, runId)).filter((type) => type === "step.completed")).toHaveLength(7);
  });

  test("throws in the handler what a handler inside threw, and a retry tries only what failed", async () => {
    let tries = 0;
    const scoria = await openWithReview(engine, {
      async catches(ctx) {
        return ctx.review.read("critic", "unreadable").catch((error: Error) => error.message);
      },
      async fails(ctx) {
        const first = await ctx.step("first", () => (tries += 1));
        return { first, read: await ctx.review.read("critic", "unreadable") };
      },
    });
    const caught = await scoria.startRun(ana, { initialStep: { kind: "catches" } });
    expect(await scoria.waitForRun(ana, caught.runId, { until: "settled" })).toMatchObject({
      output: "cannot be read",
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "fails" } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "failed",
      error: { message: "cannot be read" },
    });
    await scoria.retryRun(ana, runId);
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ status: "failed" });
    expect(tries).toBe(1);
    const types = await scoria.entryTypes(ana, runId);
    expect(types.filter((type) => type === "step.failed")).toHaveLength(2);
    expect(types.filter((type) => type === "step.completed")).toHaveLength(2);
  });

  test("is refused inside a step's function", async () => {
    const scoria = await openWithReview(engine, {
      nested: (ctx) => ctx.step("outer", () => ctx.review.mark("inside")),
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "nested" } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "failed",
      error: { code: "STEP_NESTED" },
    });
  });
});
