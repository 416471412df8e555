import type { ApprovalClosed, ApprovalDecided, ApprovalRequested } from "../execution/payloads.ts";
import { isOfLaterVersion, type StoredEntry } from "../journal/entry.ts";
import type { Approval } from "./approval.ts";

/**
 * Reads the approvals of a run out of its journal, in the order they were asked for. The inbox says the same of them, but
 * at its own moment; these are as the entries are that they are shown beside.
 */
export function foldApprovals(entries: readonly StoredEntry[]): readonly Approval[] {
  const approvals = new Map<string, Approval>();
  for (const entry of entries) {
    if (entry.type === "approval.requested") {
      const approval = asked(entry, JSON.parse(entry.payload) as ApprovalRequested);
      approvals.set(approval.approvalId, approval);
    } else if (entry.type.startsWith("approval.") && !isOfLaterVersion(entry.type)) {
      const closed = JSON.parse(entry.payload) as ApprovalDecided | ApprovalClosed;
      const approval = approvals.get(closed.approvalId);
      if (approval !== undefined) approvals.set(closed.approvalId, { ...approval, ...answered(entry, closed) });
    }
  }
  return [...approvals.values()];
}

function asked({ runId, tenantId, at }: StoredEntry, request: ApprovalRequested): Approval {
  return {
    approvalId: request.approvalId,
    runId,
    tenantId,
    tool: request.tool,
    ...(request.toolVersion === undefined ? {} : { toolVersion: request.toolVersion }),
    arguments: request.arguments,
    argumentsHash: request.argumentsHash,
    policy: request.policy,
    ...(request.reason === undefined ? {} : { reason: request.reason }),
    ...(request.consequence === undefined ? {} : { consequence: request.consequence }),
    requestedBy: request.requestedBy,
    requestedAt: new Date(at),
    status: "pending",
    ...(request.expiresAt === undefined ? {} : { expiresAt: new Date(request.expiresAt) }),
  };
}

function answered({ type, at }: StoredEntry, closed: ApprovalDecided | ApprovalClosed): Partial<Approval> {
  if (type === "approval.withdrawn") return { status: "withdrawn" };
  const decidedAt = new Date(at);
  if (!("decision" in closed)) return { status: "expired", decidedAt };
  return {
    status: closed.decision,
    decidedBy: closed.decidedBy,
    decidedAt,
    ...(closed.reason === undefined ? {} : { decisionReason: closed.reason }),
  };
}
