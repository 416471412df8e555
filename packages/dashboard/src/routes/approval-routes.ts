import { dashboardError } from "../errors.ts";
import { showApproval } from "../shown/show-approval.ts";
import { showRunItem } from "../shown/show-run.ts";
import type { MayNotDecide } from "../wire/approval.ts";
import type { Answers, Call } from "./call.ts";

export const approvalRoutes: Answers<"listApprovals" | "getApproval" | "decideApproval"> = {
  async listApprovals({ scoria, operator, query, values }) {
    const { approvals, nextCursor } = await scoria.listApprovals(operator, query);
    return { approvals: approvals.map((approval) => showApproval(approval, values)), nextCursor };
  },

  async getApproval(call) {
    const { scoria, surface, operator, params, values } = call;
    const approval = await scoria.getApproval(operator, params.approvalId);
    const lastApproved = await surface.lastApproved(operator, params.approvalId);
    return {
      approval: showApproval(approval, values),
      lastApproved: lastApproved === null ? null : showApproval(lastApproved, values),
      mayNotDecide: mayNotDecide(call, approval.requestedBy),
    };
  },

  async decideApproval({ scoria, operator, params: { approvalId }, body, values }) {
    const { argumentsHash, ...decision } = body;
    const approval = await scoria.getApproval(operator, approvalId);
    // Of one that is decided the core says who decided it, whatever the hash.
    if (approval.status === "pending" && approval.argumentsHash !== argumentsHash) {
      throw dashboardError("DECISION_OUTDATED");
    }
    return { run: showRunItem(await scoria.decideApproval(operator, approvalId, decision), values) };
  },
};

function mayNotDecide({ can, operator, surface }: Call, requestedBy: string): MayNotDecide {
  if (!can.has("decide")) return "permission";
  return requestedBy === operator.actorId && !surface.allowOwnRequests ? "own-request" : null;
}
