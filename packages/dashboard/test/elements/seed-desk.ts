import type { Identity, RunSummary, Scoria } from "@scoria/core";
import type { HandoffLane } from "@scoria/handoff";

/** What a model may write: it looks like one thing and is another. */
const trickyNote = "refund to \u202Enoitan.knab\u202C, ref b\u200Bo-42, key sk-proj-abcdefghijklmnopqrstuvwxyz012345";

/** Starts runs until there is one in each status, and something of all else that the dashboard shows. */
export async function seedDesk(scoria: Scoria<{ handoff: HandoffLane }>): Promise<void> {
  const ana = scoria.identity({ actorId: "ana@acme.example", tenantId: "acme", sessionId: "chat-7f21" });
  const ben = scoria.identity({ actorId: "ben@acme.example", tenantId: "acme", sessionId: "chat-81c0" });
  const rita = scoria.identity({ actorId: "rita@desk.example", tenantId: "acme" });
  const start = (who: Identity, kind: string, input: unknown = {}, more: object = {}): Promise<RunSummary> =>
    scoria.startRun(who, { initialStep: { kind }, input, ...more } as never);
  const settle = (runId: string): Promise<RunSummary> =>
    scoria.waitForRun(ana, runId, { until: "settled", timeoutMs: 10_000 });

  for (let at = 0; at < 14; at += 1) await settle((await start(at % 2 === 0 ? ana : ben, "answer")).runId);
  for (let at = 0; at < 3; at += 1) await settle((await start(ben, "charge")).runId);
  await settle((await start(ana, "count up", {}, { rails: { maxSteps: 8 } })).runId);
  await settle((await start(ana, "order")).runId);

  const decided = await Promise.all(
    ["A-1001", "A-1002"].map((orderId) => start(ana, "refund", { orderId, cents: 18_000 })),
  );
  for (const [at, { runId }] of decided.entries()) {
    await scoria.waitForRun(ana, runId, { until: "waiting" });
    const [approval] = (await scoria.listApprovals(rita, { runId })).approvals;
    const decision = at === 0 ? ("approved" as const) : ("rejected" as const);
    await scoria.decideApproval(rita, approval?.approvalId ?? "", { decision, reason: "as the policy says" });
    await settle(runId);
  }

  await scoria.handoff.startRun(ana, "critic", {
    rootRole: "planner",
    delegatedKind: "review",
    handoffInput: { brief: "Review the draft for policy and accuracy" },
    projectedContext: { task: "policy", draftAnswer: "We guarantee your money back.", promisesCents: 20_000 },
  });
  for (const orderId of ["A-1003", "A-1009"]) await start(ana, "refund", { orderId, cents: 25_900, note: trickyNote });
  await start(rita, "refund", { orderId: "A-1004" });
  await start(ben, "payment");
  await start(ben, "nap");
  await start(ana, "audit");
  const stopped = await start(ben, "nap");
  await scoria.cancelRun(ben, stopped.runId, { reason: "asked for by mistake" });
  await scoria.queues.pause(scoria.operator({ actorId: "ops", tenants: ["acme"] }), "nightly", { reason: "migration" });
  for (let at = 0; at < 3; at += 1) await start(ana, "answer", {}, { queue: "nightly" });
  await scoria.schedules.set(ana, "nightly report", {
    kind: "report",
    cron: "30 2 * * mon-fri",
    timeZone: "Europe/Berlin",
  });
}
