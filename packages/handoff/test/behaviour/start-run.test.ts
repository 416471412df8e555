import { createTestDatabase, testIdentity } from "@scoria/core/testing";
import { expect, onTestFinished, test } from "vitest";
import { onEachEngine } from "../on-each-engine.ts";
import { openWithHandoff } from "../open-with-handoff.ts";

const ana = testIdentity({ actorId: "ana", tenantId: "acme", sessionId: "chat-7" });
const bo = testIdentity({ actorId: "bo", tenantId: "acme" });
const eve = testIdentity({ actorId: "eve", tenantId: "evil", sessionId: "chat-7" });

const start = {
  rootRole: "planner",
  delegatedKind: "review",
  handoffInput: { brief: "Review the draft answer for policy and accuracy" },
  projectedContext: { task: "policy-and-accuracy review", draft_answer: "You get a refund within 14 days." },
} as const;

onEachEngine("a run that begins as a handoff", (engine) => {
  test("records the root, the handoff and the queued step of the delegated role in one commit", async () => {
    const web = await openWithHandoff(engine, undefined, { worker: false });
    const run = await web.handoff.startRun(ana, "critic", start);
    expect(run).toMatchObject({ status: "queued", kind: "handoff", rootRole: "planner", sessionId: "chat-7" });

    const detail = await web.getRunDetail(ana, run.runId);
    expect(detail.entries.map(({ type }) => type)).toEqual(["run.started", "handoff.delegated", "step.queued"]);
    expect(new Set(detail.entries.map(({ at }) => at.getTime())).size).toBe(1);
    expect(detail.steps).toMatchObject([
      { name: "handoff", role: "planner", parent: null, status: "queued" },
      { kind: "review", role: "critic", parent: "handoff", status: "queued", input: start.handoffInput },
    ]);
    expect(detail.handoff).toEqual([
      {
        handoffId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        delegatedRole: "critic",
        delegatedKind: "review",
        handoffInput: start.handoffInput,
        projectedContext: start.projectedContext,
        parentStepKey: "handoff",
        parentRole: "planner",
        childStepKey: detail.steps[1]?.stepKey,
        depth: 1,
        allowed: [],
        status: "queued",
      },
    ]);
    expect(await web.verifyEvidence(ana, run.runId)).toMatchObject({ ok: true, entries: 3 });
  });

  test("is executed by whoever takes it; what the delegated role answers is its output, and the root goes on owning it", async () => {
    const on = await createTestDatabase(engine);
    onTestFinished(() => on.drop());
    const web = await openWithHandoff(engine, undefined, { on, worker: false });
    const { runId } = await web.handoff.startRun(ana, "critic", start);

    const node = await openWithHandoff(
      engine,
      {
        async review(ctx) {
          const shown = ctx.handoff.projectedContext ?? {};
          const parts = await ctx.step("read", () => Object.keys(shown).length);
          return { verdict: "send", parts, role: ctx.role, brief: ctx.input };
        },
      },
      { on },
    );
    const output = { verdict: "send", parts: 2, role: "critic", brief: start.handoffInput };
    expect(await node.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "completed",
      output,
      rootRole: "planner",
      actorId: "ana",
    });
    const { steps, handoff } = await node.getRunDetail(ana, runId);
    expect(steps).toMatchObject([
      { name: "handoff", role: "planner", status: "completed" },
      { kind: "review", role: "critic", status: "completed", attempts: 1 },
      { name: "read", role: "critic", status: "completed" },
    ]);
    expect(handoff).toMatchObject([{ status: "completed", result: output }]);
    expect(handoff[0]?.startedAt).toBeInstanceOf(Date);
    expect(handoff[0]?.finishedAt?.getTime()).toBeGreaterThanOrEqual(handoff[0]?.startedAt?.getTime() ?? Infinity);
    expect(await node.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
  });

  test("shows the delegated handler the given JSON and nothing else", async () => {
    let seen: unknown;
    const scoria = await openWithHandoff(engine, {
      review(ctx) {
        seen = {
          input: ctx.input,
          role: ctx.role,
          kind: ctx.kind,
          identity: { ...ctx.identity },
          handoff: Object.fromEntries(Object.entries(ctx.handoff).filter(([, part]) => typeof part !== "function")),
          others: Object.keys(ctx).filter((key) => !known.has(key)),
          frozen: Object.isFrozen(ctx.handoff.projectedContext) && Object.isFrozen(ctx.input),
        };
        return null;
      },
    });
    const known = new Set(
      "runId kind role input feedback runtime identity schedule signal step sleep waitForSignal startChild waitForRuns continueAsNew now random uuid requestApproval handoff".split(
        " ",
      ),
    );
    const who = scoria.identity({ ...ana, metadata: { plan: "gold", phone: "555-0199" } });
    const projectedContext = {
      task: String(start.projectedContext.task),
      draft_answer: "You get a refund within 14 days.",
    };
    const given = { ...start, projectedContext, metadata: { desk: "7" } };
    const { runId } = await scoria.handoff.startRun(who, "critic", given);
    projectedContext.task = "changed by the caller afterwards";
    await scoria.waitForRun(who, runId, { until: "settled" });
    const [handoff] = (await scoria.getRunDetail(who, runId)).handoff;
    expect(seen).toEqual({
      input: start.handoffInput,
      role: "critic",
      kind: "review",
      identity: { actorId: "ana", tenantId: "acme", sessionId: "chat-7", metadata: {} },
      handoff: { projectedContext: start.projectedContext, parentRole: "planner", handoffId: handoff?.handoffId },
      others: [],
      frozen: true,
    });
  });

  test("may project nothing, when that is said", async () => {
    const scoria = await openWithHandoff(engine, { review: (ctx) => ctx.handoff.projectedContext });
    const { runId } = await scoria.handoff.startRun(ana, "critic", { ...start, projectedContext: {} });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: {} });
  });

  test("waits when the delegated role asks a person, and goes on after the decision", async () => {
    const scoria = await openWithHandoff(engine, {
      async review(ctx) {
        const decision = await ctx.requestApproval({ tool: "send-answer", arguments: { to: "customer" } });
        return decision.status;
      },
    });
    const { runId } = await scoria.handoff.startRun(ana, "critic", start);
    const waiting = await scoria.waitForRun(ana, runId, { until: "waiting" });
    expect((await scoria.getRunDetail(ana, runId)).handoff).toMatchObject([{ status: "running" }]);
    const { approvals } = await scoria.listApprovals(bo, { runId });
    expect(waiting).toMatchObject({ waitingFor: { kind: "approval", approvalId: approvals[0]?.approvalId } });
    await scoria.decideApproval(bo, approvals[0]?.approvalId ?? "", { decision: "approved" });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "approved" });
  });

  test("fails as the delegated role does, and a retry tries only that role again", async () => {
    let tries = 0;
    const scoria = await openWithHandoff(engine, {
      async review(ctx) {
        tries += 1;
        if (tries === 1) throw new Error("The critic is not in.");
        return ctx.step("read", () => "read");
      },
    });
    const { runId } = await scoria.handoff.startRun(ana, "critic", start);
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "failed",
      error: { message: "The critic is not in." },
    });
    expect((await scoria.getRunDetail(ana, runId)).handoff).toMatchObject([
      { status: "failed", error: { message: "The critic is not in." } },
    ]);
    await scoria.retryRun(ana, runId);
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "read" });
    const [handoff] = (await scoria.getRunDetail(ana, runId)).handoff;
    expect(handoff).toMatchObject({ status: "completed", result: "read" });
    expect(handoff).not.toHaveProperty("error");
  });

  test("is cancelled with its queued step", async () => {
    const web = await openWithHandoff(engine, undefined, { worker: false });
    const { runId } = await web.handoff.startRun(ana, "critic", start);
    await web.cancelRun(ana, runId);
    expect((await web.getRunDetail(ana, runId)).handoff).toMatchObject([{ status: "cancelled" }]);
  });

  test("answers the same key with the same run, and another request under it is refused", async () => {
    const web = await openWithHandoff(engine, undefined, { worker: false });
    const once = { ...start, idempotencyKey: "escalation-1" };
    const { runId } = await web.handoff.startRun(ana, "critic", once);
    expect((await web.handoff.startRun(ana, "critic", once)).runId).toBe(runId);
    for (const other of [
      { ...once, projectedContext: { task: "another" } },
      { ...once, handoffInput: { brief: "another" } },
      { ...once, delegatedKind: "other" },
      { ...once, rootRole: "writer" },
      { ...once, budget: { maxSteps: 3 } },
    ]) {
      await expect(web.handoff.startRun(ana, "critic", other)).rejects.toMatchObject({ code: "IDEMPOTENCY_MISMATCH" });
    }
    await expect(web.handoff.startRun(ana, "judge", once)).rejects.toMatchObject({ code: "IDEMPOTENCY_MISMATCH" });
    expect((await web.listRunsForSession(ana)).runs).toHaveLength(1);
  });

  test("passes the gates of every start: rails, runtime, queue", async () => {
    const web = await openWithHandoff(engine, undefined, { worker: false });
    const { runId } = await web.handoff.startRun(ana, "critic", {
      ...start,
      queue: "reviews",
      priority: "high",
      metadata: { ticket: "T-1" },
      rails: { maxSteps: 5 },
      runtime: { promptPolicy: { toolsAllowed: false } },
    });
    expect(await web.getRun(ana, runId)).toMatchObject({ queue: "reviews", priority: 10, metadata: { ticket: "T-1" } });
    await expect(web.handoff.startRun(ana, "critic", { ...start, rails: { maxSteps: 0 } })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await expect(
      web.handoff.startRun(ana, "critic", { ...start, runtime: { promptPolicy: { toolsAllowed: true } } }),
    ).resolves.toMatchObject({ status: "queued" });
    await expect(web.handoff.startRun({ ...ana } as never, "critic", start)).rejects.toMatchObject({
      code: "INVALID_IDENTITY",
    });
  });

  test("is refused for a kind that nobody here handles, where runs are executed", async () => {
    const scoria = await openWithHandoff(engine, { other: () => null });
    await expect(scoria.handoff.startRun(ana, "critic", start)).rejects.toMatchObject({ code: "HANDLER_MISSING" });
    expect((await scoria.listRunsForSession(ana)).runs).toEqual([]);
  });

  test("is absent to another tenant, and a run without a handoff has none", async () => {
    const scoria = await openWithHandoff(engine, { review: () => "done", plain: () => "done" });
    const { runId } = await scoria.handoff.startRun(ana, "critic", start);
    await scoria.waitForRun(ana, runId, { until: "settled" });
    await expect(scoria.getRunDetail(eve, runId)).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
    expect((await scoria.listRunsForSession(eve)).runs).toEqual([]);
    const plain = await scoria.startRun(ana, { initialStep: { kind: "plain" } });
    await scoria.waitForRun(ana, plain.runId, { until: "settled" });
    expect((await scoria.getRunDetail(ana, plain.runId)).handoff).toEqual([]);
  });
});
