import { expect, test } from "vitest";
import type { HandlerContext } from "../../src/index.ts";
import { ana, bo, createTestScoria, eve } from "../../src/testing/create-test-scoria.ts";
import { onEachEngine } from "../on-each-engine.ts";

const asks = {
  async ask(ctx: HandlerContext) {
    const decision = await ctx.requestApproval({ tool: "refund", arguments: { run: ctx.runId } });
    return { status: decision.status, by: decision.status === "expired" ? null : decision.by };
  },
  async askTwice(ctx: HandlerContext) {
    const decisions = await Promise.all(
      ["refund", "letter"].map((tool) => ctx.requestApproval({ tool, arguments: { tool } })),
    );
    return decisions.map(({ status }) => status);
  },
};

onEachEngine("decisions that come at once", (engine) => {
  type Desk = Awaited<ReturnType<typeof open>>;
  const open = () => createTestScoria({ engine, handlers: asks });

  async function waitingRuns(scoria: Desk, count: number, kind: keyof typeof asks = "ask"): Promise<readonly string[]> {
    const runs = await scoria.startRuns(
      ana,
      Array.from({ length: count }, () => ({ initialStep: { kind } })),
    );
    const ids = runs.map(({ runId }) => runId);
    await Promise.all(ids.map((runId) => scoria.waitForRun(ana, runId, { until: "waiting" })));
    return ids;
  }

  async function approvalOf(scoria: Desk, runId: string): Promise<string> {
    const { approvals } = await scoria.listApprovals(bo, { runId, status: "pending" });
    return approvals[0]?.approvalId ?? "none";
  }

  const codeOf = (deciding: Promise<unknown>): Promise<unknown> =>
    deciding.then(
      () => "decided",
      (error: { readonly code: unknown }) => error.code,
    );

  test("are each recorded once, with who decided what, and every run goes on with its own", async () => {
    await using scoria = await open();
    const ids = await waitingRuns(scoria, 150);
    const approvals = await Promise.all(ids.map((runId) => approvalOf(scoria, runId)));
    const decisionOf = (at: number) => (at % 3 === 0 ? "rejected" : "approved");
    const told = await Promise.all(
      approvals.map((approvalId, at) =>
        scoria.decideApproval(bo, approvalId, { decision: decisionOf(at), reason: `"${at}", {${at}}` }),
      ),
    );
    expect(told.map(({ runId }) => runId)).toEqual(ids);
    for (const [at, runId] of ids.entries()) {
      const run = await scoria.waitForRun(ana, runId, { until: "settled" });
      expect(run).toMatchObject({ output: { status: decisionOf(at), by: "bo" } });
      const { approvals: decided } = await scoria.getRunDetail(ana, runId);
      expect(decided).toMatchObject([{ status: decisionOf(at), decidedBy: "bo", decisionReason: `"${at}", {${at}}` }]);
      expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
    }
    expect((await scoria.listApprovals(bo, { status: "pending" })).approvals).toEqual([]);
  });

  test("about the same approval: one wins, and the others are told who", async () => {
    await using scoria = await open();
    const [runId = ""] = await waitingRuns(scoria, 1);
    const approvalId = await approvalOf(scoria, runId);
    const deciders = Array.from({ length: 12 }, (_, at) => scoria.identity({ actorId: `p${at}`, tenantId: "acme" }));
    const outcomes = await Promise.all(
      deciders.map((who) =>
        scoria.decideApproval(who, approvalId, { decision: "approved" }).then(
          () => "decided",
          (error: { readonly code: unknown; readonly details: unknown }) => error,
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === "decided")).toHaveLength(1);
    const winner = deciders[outcomes.indexOf("decided")]?.actorId;
    for (const loser of outcomes.filter((outcome) => outcome !== "decided")) {
      expect(loser).toMatchObject({ code: "APPROVAL_ALREADY_DECIDED", details: { decidedBy: winner } });
    }
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: { by: winner } });
  });

  test("about two approvals of one run are both recorded", async () => {
    await using scoria = await open();
    const ids = await waitingRuns(scoria, 10, "askTwice");
    const pending = await Promise.all(ids.map((runId) => scoria.listApprovals(bo, { runId })));
    const approvals = pending.flatMap((page) => page.approvals);
    expect(approvals).toHaveLength(20);
    await Promise.all(
      approvals.map(({ approvalId }) => scoria.decideApproval(bo, approvalId, { decision: "approved" })),
    );
    for (const runId of ids) {
      const run = await scoria.waitForRun(ana, runId, { until: "settled" });
      expect(run).toMatchObject({ output: ["approved", "approved"] });
      expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
    }
  });

  test("do not touch each other: what is refused is refused alone, and what is not to go on waits", async () => {
    await using scoria = await open();
    const [own = "", foreign = "", late = "", held = "", plain = ""] = await waitingRuns(scoria, 5);
    const lateApproval = await approvalOf(scoria, late);
    await scoria.decideApproval(bo, lateApproval, { decision: "rejected" });
    const ownApproval = await approvalOf(scoria, own);
    const foreignApproval = await approvalOf(scoria, foreign);
    const heldApproval = await approvalOf(scoria, held);
    const plainApproval = await approvalOf(scoria, plain);
    const approve = { decision: "approved" } as const;
    const outcomes = await Promise.all([
      codeOf(scoria.decideApproval(ana, ownApproval, approve)),
      codeOf(scoria.decideApproval(eve, foreignApproval, approve)),
      codeOf(scoria.decideApproval(bo, lateApproval, approve)),
      codeOf(scoria.decideApproval(bo, heldApproval, { ...approve, resume: false })),
      codeOf(scoria.decideApproval(bo, plainApproval, approve)),
    ]);
    expect(outcomes).toEqual([
      "APPROVAL_OWN_REQUEST",
      "APPROVAL_NOT_FOUND",
      "APPROVAL_ALREADY_DECIDED",
      "decided",
      "decided",
    ]);
    expect(await scoria.getRun(ana, own)).toMatchObject({ status: "waiting", awaitingApproval: true });
    expect(await scoria.getRun(ana, foreign)).toMatchObject({ status: "waiting", awaitingApproval: true });
    expect(await scoria.getRun(ana, held)).toMatchObject({ status: "waiting", awaitingApproval: false });
    expect(await scoria.waitForRun(ana, plain, { until: "settled" })).toMatchObject({ output: { status: "approved" } });
  });
});
