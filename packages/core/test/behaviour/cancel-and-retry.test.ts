import { expect, test } from "vitest";
import type { HandlerContext } from "../../src/index.ts";
import { atFailPoint } from "../../src/fail-points.ts";
import { ana, bo, createTestScoria, cy, eve } from "../../src/testing/create-test-scoria.ts";
import { createTestDatabase } from "../../src/testing/test-databases.ts";
import { onEachEngine } from "../on-each-engine.ts";

onEachEngine("cancelling", (engine) => {
  test("a waiting run ends it at once, and its request leaves the inbox", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: { ask: async (ctx) => ctx.requestApproval({ tool: "pay", arguments: {} }) },
    });
    const { runId, approvalId } = await scoria.startWaitingRun(ana, { initialStep: { kind: "ask" } });
    const { run, cancelRequested } = await scoria.cancelRun(bo, runId, { reason: "called off" });
    expect({ run, cancelRequested }).toMatchObject({
      cancelRequested: false,
      run: {
        status: "cancelled",
        awaitingApproval: false,
        error: { message: expect.stringContaining("called off") as string },
      },
    });
    expect((await scoria.listApprovals(bo, { status: "pending" })).approvals).toEqual([]);
    expect((await scoria.listApprovals(bo, { runId })).approvals).toMatchObject([{ approvalId, status: "withdrawn" }]);
    await expect(scoria.decideApproval(bo, approvalId, { decision: "approved" })).rejects.toMatchObject({
      code: "APPROVAL_ALREADY_DECIDED",
      details: { status: "withdrawn" },
    });
    expect(await scoria.entryTypes(ana, runId)).toEqual([
      "run.started",
      "approval.requested",
      "run.waiting",
      "cancel.requested",
      "approval.withdrawn",
      "run.cancelled",
    ]);
    expect((await scoria.verifyEvidence(ana, runId)).ok).toBe(true);
  });

  test("a running run aborts its handler's signal, and no step begins after the acknowledgement", async () => {
    const { promise: begun, resolve: hasBegun } = Promise.withResolvers<void>();
    let aborted = 0;
    let later = 0;
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async work(ctx) {
          ctx.signal.addEventListener("abort", () => (aborted += 1));
          await ctx.step("long", async ({ signal }) => {
            hasBegun();
            await new Promise((resolve) => signal.addEventListener("abort", resolve));
            aborted += 1;
          });
          await ctx.step("next", () => (later += 1));
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "work" } });
    await begun;
    const { run } = await scoria.cancelRun(bo, runId);
    expect(run.status).toBe("cancelled");
    await expect.poll(() => aborted).toBe(2);
    expect(later).toBe(0);
    expect(await scoria.entryTypes(ana, runId)).toEqual(
      expect.arrayContaining(["run.started", "cancel.requested", "run.cancelled"]) as string[],
    );
    expect((await scoria.entryTypes(ana, runId)).at(-1)).toBe("run.cancelled");
  });

  test("a run that another process executes is answered when that process has ended it", async () => {
    const on = await createTestDatabase(engine);
    try {
      const { promise: begun, resolve: hasBegun } = Promise.withResolvers<void>();
      await using worker = await createTestScoria({
        on,
        handlers: {
          async work(ctx) {
            await ctx.step("long", ({ signal }) => {
              hasBegun();
              return new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
            });
          },
        },
      });
      await using web = await createTestScoria({ on, worker: false });
      const { runId } = await web.startRun(ana, { initialStep: { kind: "work" } });
      await begun;
      expect(await web.cancelRun(ana, runId)).toMatchObject({ cancelRequested: false, run: { status: "cancelled" } });
      expect((await worker.verifyEvidence(ana, runId)).ok).toBe(true);
    } finally {
      await on.drop();
    }
  });

  test("a queued run ends it before it begins; one that has ended is answered as it is; a foreign one is not found", async () => {
    const on = await createTestDatabase(engine);
    try {
      await using web = await createTestScoria({ on, worker: false });
      const { runId } = await web.startRun(ana, { initialStep: { kind: "work" } });
      await expect(web.cancelRun(eve, runId)).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
      expect(await web.cancelRun(ana, runId)).toMatchObject({ run: { status: "cancelled" } });
      const again = await web.cancelRun(ana, runId);
      expect(again).toMatchObject({ cancelRequested: false, run: { status: "cancelled" } });
      expect((await web.getRunDetail(ana, runId)).entries).toHaveLength(3);
      let ran = 0;
      await using worker = await createTestScoria({ on, handlers: { work: async () => (ran += 1) } });
      const next = await worker.startRun(ana, { initialStep: { kind: "work" } });
      await worker.waitForRun(ana, next.runId, { until: "settled" });
      expect(ran).toBe(1);
    } finally {
      await on.drop();
    }
  });

  test("at the moment of a decision has one outcome, a hundred times", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async ask(ctx) {
          const decision = await ctx.requestApproval({ tool: "pay", arguments: {} });
          return decision.status;
        },
      },
    });
    const outcomes = new Map<string, number>();
    for (let round = 0; round < 100; round += 1) {
      const { runId, approvalId } = await scoria.startWaitingRun(ana, { initialStep: { kind: "ask" } });
      const [cancelled, decided] = await Promise.allSettled([
        scoria.cancelRun(bo, runId),
        scoria.decideApproval(cy, approvalId, { decision: "approved" }),
      ]);
      const run = await scoria.waitForRun(ana, runId, { until: "settled" });
      const [approval] = (await scoria.listApprovals(bo, { runId })).approvals;
      expect(cancelled.status).toBe("fulfilled");
      if (decided.status === "rejected") {
        expect(run.status).toBe("cancelled");
        expect(approval?.status).toBe("withdrawn");
      } else {
        expect(approval?.status).toBe("approved");
        expect(["completed", "cancelled"]).toContain(run.status);
      }
      outcomes.set(run.status, (outcomes.get(run.status) ?? 0) + 1);
      expect((await scoria.verifyEvidence(ana, runId)).ok).toBe(true);
    }
    expect([...outcomes.values()].reduce((sum, count) => sum + count, 0)).toBe(100);
  });
});

onEachEngine("an approval with an expiry", (engine) => {
  const asks = {
    async ask(ctx: HandlerContext) {
      const decision = await ctx.requestApproval({ tool: "pay", arguments: {}, expiresInMs: 60_000 });
      return decision.status;
    },
  };

  test("resumes its handler with expired when nobody decided in time", async () => {
    await using scoria = await createTestScoria({ engine, handlers: asks });
    const { runId, approvalId } = await scoria.startWaitingRun(ana, { initialStep: { kind: "ask" } });
    const [pending] = (await scoria.listApprovals(bo)).approvals;
    expect(pending?.expiresAt?.getTime()).toBeGreaterThan(scoria.clock.now());
    await scoria.advance(60_001);
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "expired" });
    await expect(scoria.decideApproval(bo, approvalId, { decision: "approved" })).rejects.toMatchObject({
      code: "APPROVAL_ALREADY_DECIDED",
      details: { status: "expired" },
    });
    expect(await scoria.entryTypes(ana, runId)).toContain("approval.expired");
  });

  test("cannot be decided past its time, also when no sweep has come by", async () => {
    const on = await createTestDatabase(engine);
    try {
      const worker = await createTestScoria({ on, handlers: asks });
      const { runId, approvalId } = await worker.startWaitingRun(ana, { initialStep: { kind: "ask" } });
      await worker.close();
      await using web = await createTestScoria({ on, worker: false });
      await web.advance(60_001);
      await expect(web.decideApproval(bo, approvalId, { decision: "approved" })).rejects.toMatchObject({
        code: "APPROVAL_ALREADY_DECIDED",
        details: { status: "expired" },
      });
      expect(await web.getRun(ana, runId)).toMatchObject({ status: "queued", awaitingApproval: false });
    } finally {
      await on.drop();
    }
  });
});

onEachEngine("trying a failed run again", (engine) => {
  test("keeps finished steps and gives the failed one new attempts under the same key", async () => {
    const ran: string[] = [];
    const keys = new Set<string>();
    let broken = true;
    const tried = Promise.withResolvers<void>();
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async pay(ctx) {
          await ctx.step("quote", () => ran.push("quote"));
          await tried.promise;
          await ctx.step("caught", () => Promise.reject(new Error("handled"))).catch(() => null);
          try {
            return await ctx.step("charge", ({ idempotencyKey }) => {
              keys.add(idempotencyKey);
              ran.push("charge");
              if (broken) throw new Error("bank is down");
              return "paid";
            });
          } catch (cause) {
            throw new Error("could not pay", { cause });
          }
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "pay" } });
    await expect(scoria.retryRun(ana, runId)).rejects.toMatchObject({
      code: "RUN_NOT_RESUMABLE",
      details: { status: "running" },
    });
    tried.resolve();
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "failed",
      error: { message: "could not pay" },
    });
    broken = false;
    const reopened = await scoria.retryRun(bo, runId);
    expect(reopened.runId).toBe(runId);
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "completed",
      output: "paid",
    });
    expect(ran).toEqual(["quote", "charge", "charge"]);
    expect(keys.size).toBe(1);
    const types = await scoria.entryTypes(ana, runId);
    expect(types.filter((type) => type === "run.retried")).toHaveLength(1);
    expect((await scoria.verifyEvidence(ana, runId)).ok).toBe(true);
    await expect(scoria.retryRun(ana, runId)).rejects.toMatchObject({
      code: "RUN_NOT_RESUMABLE",
      details: { status: "completed" },
    });
  });

  test("is not ended by a request to cancel that came too late the first time", async () => {
    let broken = true;
    const { promise: begun, resolve: hasBegun } = Promise.withResolvers<void>();
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const undo = atFailPoint("finish.before-commit", async () => {
      hasBegun();
      await gate;
    });
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async work(ctx) {
          return ctx.step("work", () => (broken ? Promise.reject(new Error("down")) : "done"));
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "work" } });
    await begun;
    const cancelling = scoria.cancelRun(bo, runId);
    await expect.poll(() => scoria.entryTypes(ana, runId)).toContain("cancel.requested");
    undo();
    open();
    expect((await cancelling).run.status).toBe("failed");
    broken = false;
    await scoria.retryRun(ana, runId);
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "completed",
      output: "done",
    });
  });

  test("asks again for an approval that its end withdrew", async () => {
    let broken = true;
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async both(ctx) {
          const asked = ctx.requestApproval({ tool: "pay", arguments: {} });
          await ctx.step("check", () => {
            if (broken) throw new Error("not yet");
          });
          return (await asked).status;
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "both" } });
    await scoria.waitForRun(ana, runId, { until: "settled" });
    broken = false;
    await scoria.retryRun(ana, runId);
    await scoria.waitForRun(ana, runId, { until: "waiting" });
    const { approvals } = await scoria.listApprovals(bo, { runId, status: "pending" });
    expect(approvals).toHaveLength(1);
    await scoria.decideApproval(bo, approvals[0]?.approvalId ?? "", { decision: "approved" });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "approved" });
  });
});
