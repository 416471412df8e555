import { expect, test } from "vitest";
import { z } from "zod";
import { verifyExport } from "../../src/index.ts";
import { ana, bo, createTestScoria, cy, eve, type TestScoria } from "../../src/testing/create-test-scoria.ts";
import type { TestEngine } from "../../src/testing/test-databases.ts";
import { onEachEngine } from "../on-each-engine.ts";

interface Order {
  readonly orderId: string;
}

async function refundDesk(engine: TestEngine): Promise<TestScoria<{}, { refund: Order }>> {
  return createTestScoria({
    engine,
    handlers: {
      refund: {
        input: z.object({ orderId: z.string() }),
        async run(ctx) {
          const quote = await ctx.step("quote", () => ({ orderId: ctx.input.orderId, cents: 12_900 }));
          const decision = await ctx.requestApproval({ tool: "refund", arguments: quote, reason: "over 100 EUR" });
          if (decision.status !== "approved") return { refunded: false, because: decision.status };
          return ctx.step("refund", ({ approved }) => ({ refunded: true, cents: approved.arguments.cents }), {
            approval: decision,
          });
        },
      },
    },
  });
}

const start = { rootRole: "executor", initialStep: { kind: "refund" as const }, input: { orderId: "A-1" } };

onEachEngine("identity, start, inspect, approve, resume", (engine) => {
  test("a started run answers at once with the canonical identity", async () => {
    await using scoria = await refundDesk(engine);
    const who = scoria.identity({ actorId: " ana ", tenantId: 42, sessionId: "chat-7", metadata: { channel: "web" } });
    const run = await scoria.startRun(who, start);
    expect(run).toMatchObject({
      status: "running",
      tenantId: "42",
      actorId: "ana",
      sessionId: "chat-7",
      rootRole: "executor",
      awaitingApproval: false,
    });
    expect(await scoria.getRun(who, run.runId)).toMatchObject({ runId: run.runId, tenantId: "42" });
  });

  test("the run pauses for an approval that shows exactly what would be done", async () => {
    await using scoria = await refundDesk(engine);
    const { runId, approvalId } = await scoria.startWaitingRun(ana, start);
    expect(await scoria.getRun(ana, runId)).toMatchObject({
      status: "waiting",
      awaitingApproval: true,
      waitingFor: { kind: "approval", approvalId, tool: "refund" },
    });
    const { approvals } = await scoria.listApprovals(bo, { status: "pending" });
    expect(approvals).toMatchObject([
      {
        approvalId,
        runId,
        tool: "refund",
        arguments: { orderId: "A-1", cents: 12_900 },
        requestedBy: "ana",
        reason: "over 100 EUR",
      },
    ]);
  });

  test("another person's decision resumes the very same run", async () => {
    await using scoria = await refundDesk(engine);
    const { runId, approvalId } = await scoria.startWaitingRun(ana, start);
    const resumed = await scoria.decideApproval(bo, approvalId, { decision: "approved", reason: "checked" });
    expect(resumed.runId).toBe(runId);
    const done = await scoria.waitForRun(ana, runId, { until: "settled" });
    expect(done).toMatchObject({ runId, status: "completed", output: { refunded: true, cents: 12_900 } });
    expect(await scoria.entryTypes(ana, runId)).toEqual([
      "run.started",
      "step.completed",
      "approval.requested",
      "run.waiting",
      "approval.decided",
      "run.resumed",
      "step.completed",
      "run.completed",
    ]);
    const [approval] = (await scoria.listApprovals(bo, { runId })).approvals;
    expect(approval).toMatchObject({ status: "approved", decidedBy: "bo", decisionReason: "checked" });
  });

  test("a rejection is an answer to the handler, not a dead end", async () => {
    await using scoria = await refundDesk(engine);
    const { runId, approvalId } = await scoria.startWaitingRun(ana, start);
    await scoria.decideApproval(bo, approvalId, { decision: "rejected", reason: "no receipt" });
    const done = await scoria.waitForRun(ana, runId, { until: "settled" });
    expect(done).toMatchObject({ status: "completed", output: { refunded: false, because: "rejected" } });
  });

  test("a decision may be recorded first and the run resumed later by its exact id", async () => {
    await using scoria = await refundDesk(engine);
    const { runId, approvalId } = await scoria.startWaitingRun(ana, start);
    await expect(scoria.resumeRun(ana, runId)).rejects.toMatchObject({ code: "RUN_NOT_RESUMABLE" });
    const decided = await scoria.decideApproval(bo, approvalId, { decision: "approved", resume: false });
    expect(decided).toMatchObject({ status: "waiting", awaitingApproval: false });
    await scoria.resumeRun(ana, runId);
    const done = await scoria.waitForRun(ana, runId, { until: "settled" });
    expect(done).toMatchObject({ runId, status: "completed" });
    const { entries } = await scoria.getRunDetail(ana, runId);
    const decidedAt = entries.findIndex(({ type }) => type === "approval.decided");
    expect(entries.slice(decidedAt, decidedAt + 3)).toMatchObject([
      { type: "approval.decided", payload: { decidedBy: "bo" } },
      { type: "resume.requested", payload: { by: "ana" } },
      { type: "run.resumed" },
    ]);
    expect((await scoria.verifyEvidence(ana, runId)).ok).toBe(true);
    await expect(scoria.resumeRun(ana, runId)).rejects.toMatchObject({
      code: "RUN_NOT_RESUMABLE",
      details: { runId, status: "completed" },
    });
  });

  test("twenty resumptions at once have one effect", async () => {
    await using scoria = await refundDesk(engine);
    const { runId, approvalId } = await scoria.startWaitingRun(ana, start);
    await scoria.decideApproval(bo, approvalId, { decision: "approved", resume: false });
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => scoria.resumeRun(ana, runId)));
    await scoria.waitForRun(ana, runId, { until: "settled" });
    for (const answer of answers) {
      if (answer.status === "rejected") expect(answer.reason).toMatchObject({ code: "RUN_NOT_RESUMABLE" });
      else expect(answer.value.runId).toBe(runId);
    }
    const types = await scoria.entryTypes(ana, runId);
    for (const once of ["resume.requested", "run.resumed"]) {
      expect(types.filter((type) => type === once)).toHaveLength(1);
    }
  });

  test("the same session twice gives two runs, both listed, newest first", async () => {
    await using scoria = await refundDesk(engine);
    const first = await scoria.startRun(ana, start);
    const second = await scoria.startRun(ana, { rootRole: "executor" });
    expect(second.runId).not.toBe(first.runId);
    expect(second).toMatchObject({ sessionId: first.sessionId, status: "completed", output: null });
    const { runs, nextCursor } = await scoria.listRunsForSession(ana);
    expect(runs.map((run) => run.runId)).toEqual([second.runId, first.runId]);
    expect(nextCursor).toBeNull();
    const page = await scoria.listRunsForSession(ana, { limit: 1 });
    expect(page.runs.map((run) => run.runId)).toEqual([second.runId]);
    const rest = await scoria.listRunsForSession(ana, { limit: 1, cursor: page.nextCursor ?? "" });
    expect(rest.runs.map((run) => run.runId)).toEqual([first.runId]);
    expect(rest.nextCursor).toBeNull();
  });

  test("of two decisions the first wins and the second says who decided and when", async () => {
    await using scoria = await refundDesk(engine);
    const { runId, approvalId } = await scoria.startWaitingRun(ana, start);
    await scoria.decideApproval(bo, approvalId, { decision: "approved" });
    const before = await scoria.waitForRun(ana, runId, { until: "settled" });
    await expect(scoria.decideApproval(cy, approvalId, { decision: "rejected" })).rejects.toMatchObject({
      code: "APPROVAL_ALREADY_DECIDED",
      details: { approvalId, status: "approved", decidedBy: "bo", decidedAt: expect.stringMatching(/Z$/) as string },
    });
    expect(await scoria.getRun(ana, runId)).toEqual(before);
  });

  test("the requester may not decide its own request", async () => {
    await using scoria = await refundDesk(engine);
    const { runId, approvalId } = await scoria.startWaitingRun(ana, start);
    await expect(scoria.decideApproval(ana, approvalId, { decision: "approved" })).rejects.toMatchObject({
      code: "APPROVAL_OWN_REQUEST",
    });
    expect(await scoria.getRun(ana, runId)).toMatchObject({ status: "waiting", awaitingApproval: true });
  });

  test("unknown, foreign and malformed ids get their typed errors, foreign exactly as unknown", async () => {
    await using scoria = await refundDesk(engine);
    const { runId, approvalId } = await scoria.startWaitingRun(ana, start);
    const unknown = "01890000-0000-7000-8000-000000000000";
    const verbs = [
      (id: string) => scoria.getRun(eve, id),
      (id: string) => scoria.getRunDetail(eve, id),
      (id: string) => scoria.resumeRun(eve, id),
      (id: string) => scoria.waitForRun(eve, id, { until: "settled" }),
      (id: string) => scoria.verifyEvidence(eve, id),
      (id: string) => scoria.exportEvidence(eve, id),
    ];
    for (const verb of verbs) {
      const [absent, foreign] = await Promise.all([thrownBy(verb(unknown)), thrownBy(verb(runId))]);
      expect(absent).toMatchObject({ code: "RUN_NOT_FOUND" });
      expect(JSON.stringify(foreign).replaceAll(runId, unknown)).toBe(JSON.stringify(absent));
      for (const malformed of ["", " ", runId.toUpperCase(), `${runId}\n`, "chat-1", "1 OR 1=1"]) {
        expect(await thrownBy(verb(malformed))).toMatchObject({ code: "INVALID_INPUT" });
      }
    }
    const decide = (id: string): Promise<unknown> => scoria.decideApproval(eve, id, { decision: "approved" });
    const [absent, foreign] = await Promise.all([thrownBy(decide(unknown)), thrownBy(decide(approvalId))]);
    expect(absent).toMatchObject({ code: "APPROVAL_NOT_FOUND" });
    expect(JSON.stringify(foreign).replaceAll(approvalId, unknown)).toBe(JSON.stringify(absent));
    expect(await scoria.listRunsForSession(eve)).toEqual({ runs: [], nextCursor: null });
    expect(await scoria.listApprovals(eve)).toEqual({ approvals: [], nextCursor: null });
  });

  test("an operator sees the tenants it was made for and no others", async () => {
    await using scoria = await refundDesk(engine);
    const { runId } = await scoria.startWaitingRun(ana, start);
    const allowed = scoria.operator({ actorId: "ops", tenants: ["acme", "globex"] });
    const other = scoria.operator({ actorId: "ops", tenants: ["globex"] });
    expect((await scoria.getRun(allowed, runId)).runId).toBe(runId);
    expect((await scoria.listApprovals(allowed)).approvals).toHaveLength(1);
    await expect(scoria.getRun(other, runId)).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
  });

  test("the detail tells the story: steps under the handler, approvals, journal", async () => {
    await using scoria = await refundDesk(engine);
    const { runId, approvalId } = await scoria.startWaitingRun(ana, start);
    await scoria.decideApproval(bo, approvalId, { decision: "approved" });
    await scoria.waitForRun(ana, runId, { until: "settled" });
    const detail = await scoria.getRunDetail(ana, runId);
    expect(detail.input).toEqual({ orderId: "A-1" });
    expect(detail.steps.map(({ stepKey, name, parent, status }) => ({ stepKey, name, parent, status }))).toEqual([
      { stepKey: "refund", name: "refund", parent: null, status: "completed" },
      { stepKey: "refund/quote", name: "quote", parent: "refund", status: "completed" },
      { stepKey: "refund/refund", name: "refund", parent: "refund", status: "completed" },
    ]);
    expect(detail.approvals).toMatchObject([{ approvalId, status: "approved", decidedBy: "bo" }]);
    expect(detail.entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test("evidence verifies, and an export verifies without the database", async () => {
    await using scoria = await refundDesk(engine);
    const { runId, approvalId } = await scoria.startWaitingRun(ana, start);
    await scoria.decideApproval(bo, approvalId, { decision: "approved" });
    await scoria.waitForRun(ana, runId, { until: "settled" });
    const check = await scoria.verifyEvidence(ana, runId);
    expect(check).toMatchObject({ ok: true, entries: 8 });
    const { jsonl, head } = await scoria.exportEvidence(ana, runId);
    expect(verifyExport(jsonl, { head })).toEqual(check);
    expect(verifyExport(jsonl.replace("12900", "12901"), { head })).toMatchObject({ ok: false, seq: 2 });
    expect(await scoria.verifyEvidence(ana, runId, { head })).toEqual(check);
  });
});

async function thrownBy(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "nothing was thrown",
    (error: unknown) => error,
  );
}
