import { identity, type Scoria, type HandlerContext, type Identity, type RunSummary } from "@scoria/core";
import { handoffLane, type HandoffLane } from "../../src/index.ts";

export type Desk = Scoria<{ handoff: HandoffLane }>;

export const ana: Identity = identity({ actorId: "ana", tenantId: "acme", sessionId: "chat-7" });
const bo: Identity = identity({ actorId: "bo", tenantId: "acme" });

type Ctx = HandlerContext<{ handoff: HandoffLane }>;

/** What each process of the story has: a planner who hands a draft to a critic, who reads it, asks a person and judges. */
export const lanes: { readonly handoff: HandoffLane } = { handoff: handoffLane() };
export const handlers: { readonly [Kind in "plan" | "review"]: (ctx: Ctx) => Promise<unknown> } = {
  plan: (ctx) => ctx.handoff.delegate("critic", slice),
  async review(ctx) {
    const read = await ctx.step("read", () => ctx.handoff.projectedContext?.["draft"] ?? null);
    const { status } = await ctx.requestApproval({ tool: "send", arguments: { read } });
    const judged = await ctx.step("judge", () => status);
    return { read, judged };
  },
};

const slice = {
  delegatedKind: "review",
  handoffInput: { brief: "Review the draft" },
  projectedContext: { draft: "Hello" },
} as const;

export const output = { read: "Hello", judged: "approved" } as const;

/** How the run of the story begins: with the handoff itself, or with a handler that makes it. */
export const beginnings = ["startRun", "delegate"] as const;
export type Beginning = (typeof beginnings)[number];

/** Begins the run, or finds it by its key. */
export function begin(desk: Desk, how: Beginning): Promise<RunSummary> {
  const idempotencyKey = how;
  if (how === "startRun")
    return desk.handoff.startRun(ana, "critic", { ...slice, rootRole: "planner", idempotencyKey });
  return desk.startRun(ana, { initialStep: { kind: "plan" }, rootRole: "planner", idempotencyKey });
}

/** Sees the run to its end, and approves what it asks for. */
export async function seeThrough(desk: Desk, runId: string): Promise<RunSummary> {
  for (;;) {
    const run = await desk.waitForRun(ana, runId, { until: "waiting" });
    if (run.status !== "waiting") return run;
    const { approvals } = await desk.listApprovals(bo, { runId, status: "pending" });
    for (const { approvalId } of approvals) {
      await desk.decideApproval(bo, approvalId, { decision: "approved" });
    }
    await desk.waitForRun(ana, runId, { until: "settled" });
  }
}
