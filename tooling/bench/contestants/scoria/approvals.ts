import { createScoria, migrate } from "@scoria/core";
import { stepResult, type ApprovalsWork, type Decider, type Setting } from "../contestant.ts";
import { starter } from "./starter.ts";

const timeoutMs = 60_000;

/** The process with the worker. While a run waits, nothing of it is in its memory. */
export async function approvals({ databaseUrl }: Setting): Promise<ApprovalsWork> {
  await migrate({ database: databaseUrl });
  const scoria = await createScoria({
    database: databaseUrl,
    handlers: {
      async approval(ctx) {
        await ctx.step("ask", () => stepResult(0));
        const decision = await ctx.requestApproval({ tool: "act", arguments: {} });
        if (decision.status !== "approved") throw new Error(`The run was told ${decision.status}.`);
        await ctx.step("act", () => stepResult(1), { approval: decision });
        return null;
      },
    },
  });
  const who = scoria.identity(starter);
  const runIds = new Map<string, string>();
  return {
    async start() {
      const { runId } = await scoria.startRun(who, { initialStep: { kind: "approval" } });
      const run = await scoria.waitForRun(who, runId, { until: "waiting", timeoutMs });
      if (run.status !== "waiting" || run.waitingFor.kind !== "approval") throw new Error(`It is ${run.status}.`);
      const { approvalId } = run.waitingFor;
      runIds.set(approvalId, runId);
      return approvalId;
    },
    async ended(approvalId) {
      const runId = runIds.get(approvalId) ?? "";
      runIds.delete(approvalId);
      const run = await scoria.waitForRun(who, runId, { until: "settled", timeoutMs });
      if (run.status !== "completed") throw new Error(`It is ${run.status}.`);
    },
    [Symbol.asyncDispose]: () => scoria.close(),
  };
}

/** A process that serves people and executes nothing: what it decides goes on in the process with the worker. */
export async function decider({ databaseUrl }: Setting): Promise<Decider> {
  const scoria = await createScoria({ database: databaseUrl, worker: false });
  const reviewer = scoria.identity({ actorId: "reviewer", tenantId: starter.tenantId });
  return {
    async decide(approvalId) {
      await scoria.decideApproval(reviewer, approvalId, { decision: "approved" });
    },
    [Symbol.asyncDispose]: () => scoria.close(),
  };
}
