import { expect, test } from "vitest";
import { ana, bo } from "../../src/testing/create-test-scoria.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { openWithReview } from "./open-with-lane.ts";

onEachEngine("a lane's gate before a step", (engine) => {
  test("lets it go on, or refuses it: then its function is not called and the handler catches the lane's error", async () => {
    const done: string[] = [];
    const scoria = await openWithReview(engine, {
      async work(ctx) {
        await ctx.step("harmless", () => done.push("harmless"));
        return ctx.step("forbidden", () => done.push("forbidden")).catch((error: { code: string }) => error.code);
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "work" } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "REVIEW_FORBIDDEN" });
    expect(done).toEqual(["harmless"]);
    const { steps } = await scoria.getRunDetail(ana, runId);
    expect(steps.at(-1)).toMatchObject({ name: "forbidden", status: "failed", error: { code: "REVIEW_FORBIDDEN" } });
  });

  test("refuses what it cannot judge: a gate that throws lets nothing through", async () => {
    let done = 0;
    const scoria = await openWithReview(engine, { work: (ctx) => ctx.step("breaks-gate", () => (done += 1)) });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "work" } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "failed",
      error: { message: "the gate broke" },
    });
    expect(done).toBe(0);
  });

  test("asks a person first: the run waits, and the step is done once, when they approve", async () => {
    let done = 0;
    const scoria = await openWithReview(engine, {
      async work(ctx) {
        const first = await ctx.step("harmless", () => "h");
        const danger = await ctx.step("dangerous", () => (done += 1));
        await ctx.requestApproval({ tool: "later", arguments: {} });
        return { first, danger };
      },
    });
    const { runId, approvalId } = await scoria.startWaitingRun(ana, { initialStep: { kind: "work" } });
    expect((await scoria.listApprovals(bo, { runId })).approvals).toMatchObject([
      { tool: "review", arguments: { step: "dangerous" }, reason: "it is dangerous", status: "pending" },
    ]);
    expect(done).toBe(0);
    await scoria.decideApproval(bo, approvalId, { decision: "approved" });
    await expect
      .poll(async () => (await scoria.listApprovals(bo, { runId, status: "pending" })).approvals[0]?.tool)
      .toBe("later");
    const { approvals } = await scoria.listApprovals(bo, { runId, status: "pending" });
    // The second pause replays what the gate asked for: it is not asked again.
    await scoria.decideApproval(bo, approvals[0]?.approvalId ?? "", { decision: "approved" });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      output: { first: "h", danger: 1 },
    });
    expect(done).toBe(1);
    expect((await scoria.listApprovals(bo, { runId })).approvals).toHaveLength(2);
    expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
  });

  test("refuses the step when that person rejects, or nobody answers", async () => {
    let done = 0;
    const scoria = await openWithReview(engine, { work: (ctx) => ctx.step("dangerous", () => (done += 1)) });
    const { runId, approvalId } = await scoria.startWaitingRun(ana, { initialStep: { kind: "work" } });
    await scoria.decideApproval(bo, approvalId, { decision: "rejected", reason: "no" });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "failed",
      error: { code: "APPROVAL_REFUSED" },
    });
    expect(done).toBe(0);
  });
});

onEachEngine("a lane's gate before a run completes", (engine) => {
  const open = () =>
    openWithReview(engine, {
      async answer(ctx) {
        const round = await ctx.step("draft", () => ctx.feedback.length + 1);
        await ctx.sleep(1);
        return { text: round < 3 && ctx.input === "draft" ? "draft" : String(ctx.input).toUpperCase(), round };
      },
      plain: (ctx) => ({ text: ctx.input }),
    });
  const start = (input: string) => ({ initialStep: { kind: "plain" }, input, review: { level: "full" } }) as const;

  test("sends the handler back with feedback, until it lets the run complete; every round is in the evidence", async () => {
    const scoria = await open();
    const { runId } = await scoria.startRun(ana, { ...start("draft"), initialStep: { kind: "answer" } });
    const run = await scoria.waitForRun(ana, runId, { until: "settled" });
    expect(run).toMatchObject({ status: "completed", output: { text: "DRAFT", round: 3 } });
    const { steps, entries } = await scoria.getRunDetail(ana, runId);
    expect(entries.filter(({ type }) => type === "run.sent_back").map(({ payload }) => payload)).toEqual([
      { by: "review", feedback: { wants: "draft 1 needs sources" }, output: { round: 1, text: "draft" }, round: 1 },
      { by: "review", feedback: { wants: "draft 2 needs sources" }, output: { round: 2, text: "draft" }, round: 2 },
    ]);
    expect(steps.map(({ stepKey, status, output }) => ({ stepKey, status, output }))).toMatchObject([
      { stepKey: "answer", status: "completed", output: { text: "draft" } },
      { stepKey: "answer#2", status: "completed", output: { text: "draft" } },
      { stepKey: "answer#3", status: "completed", output: { text: "DRAFT" } },
      { stepKey: "answer/draft", output: 1 },
      { stepKey: "answer#2/draft", output: 2 },
      { stepKey: "answer#3/draft", output: 3 },
    ]);
    expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
  });

  test("is not asked again for a round that is over: the handler goes on in the round that it was in", async () => {
    const calls: number[] = [];
    const scoria = await openWithReview(engine, {
      async answer(ctx) {
        const round = ctx.feedback.length + 1;
        calls.push(round);
        if (round === 2) await ctx.requestApproval({ tool: "go", arguments: {} });
        return { text: round === 1 ? "draft" : "good" };
      },
    });
    const how = { initialStep: { kind: "answer" }, review: { level: "full" } } as const;
    const { runId, approvalId } = await scoria.startWaitingRun(ana, how);
    await scoria.decideApproval(bo, approvalId, { decision: "approved" });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: { text: "good" } });
    expect(calls).toEqual([1, 2, 1, 2]);
    expect((await scoria.entryTypes(ana, runId)).filter((type) => type === "run.sent_back")).toHaveLength(1);
  });

  test("asks a person before the run completes", async () => {
    const scoria = await open();
    const { runId, approvalId } = await scoria.startWaitingRun(ana, start("publish"));
    expect((await scoria.listApprovals(bo, { runId })).approvals).toMatchObject([{ tool: "publish" }]);
    await scoria.decideApproval(bo, approvalId, { decision: "approved" });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: { text: "publish" } });
    expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
  });

  test("fails the run when it refuses, or when that person does", async () => {
    const scoria = await open();
    const secret = await scoria.startRun(ana, start("secret"));
    expect(await scoria.waitForRun(ana, secret.runId, { until: "settled" })).toMatchObject({
      status: "failed",
      error: { message: "it is a secret" },
    });
    const { runId, approvalId } = await scoria.startWaitingRun(ana, start("publish"));
    await scoria.decideApproval(bo, approvalId, { decision: "rejected" });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "failed",
      error: { code: "APPROVAL_REFUSED" },
    });
  });

  test("halts a run that is sent back too often", async () => {
    const scoria = await open();
    const { runId } = await scoria.startRun(ana, start("never good"));
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "halted",
      error: { code: "RAIL_EXCEEDED", message: expect.stringContaining("maxRounds") },
    });
  });
});
