import type { ApprovalDecided, ApprovalRequested } from "../execution/payloads.ts";
import type { Approval, ApprovalStatus } from "./approval.ts";

/** One approval as the tables have it: its row in the inbox, and the entries that it points to. */
export interface ApprovalRow {
  readonly approval_id: string;
  readonly run_id: string;
  readonly tenant_id: string;
  readonly tool: string;
  readonly status: ApprovalStatus;
  readonly requested_at: Date;
  readonly expires_at: Date | null;
  readonly decided_by: string | null;
  readonly decided_at: Date | null;
  readonly requested_by: string;
  readonly payloads_removed_at: Date | null;
  readonly requested: string | null;
  readonly decided: string | null;
}

const columns = `
a.approval_id, a.run_id, a.tenant_id, a.tool, a.status, a.requested_at, a.expires_at, a.decided_by, a.decided_at,
r.actor_id as requested_by, r.payloads_removed_at, asked.payload::text as requested, answer.payload::text as decided`;

/**
 * Approvals, of the rows of the inbox that `inbox` selects. What was asked and what was decided is told by the journal; the
 * inbox only points there, so each row costs three probes: rows that are not wanted are better left out by `inbox`.
 */
export function approvalsOf(inbox: string): string {
  return `
select ${columns}
from (${inbox}) a
join scoria.runs r on r.run_id = a.run_id and r.tenant_id = a.tenant_id
join scoria.journal asked on asked.run_id = a.run_id and asked.tenant_id = a.tenant_id and asked.seq = a.seq
left join scoria.journal answer
  on answer.run_id = a.run_id and answer.tenant_id = a.tenant_id and answer.seq = a.decision_seq`;
}

export function toApproval(row: ApprovalRow): Approval {
  const what = { approvalId: row.approval_id, runId: row.run_id, tenantId: row.tenant_id, tool: row.tool };
  const how = {
    status: row.status,
    ...(row.decided_by === null ? {} : { decidedBy: row.decided_by }),
    ...(row.decided_at === null ? {} : { decidedAt: row.decided_at }),
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
  };
  if (row.payloads_removed_at !== null) {
    const asked = { requestedBy: row.requested_by, requestedAt: row.requested_at };
    return { ...what, ...asked, ...how, payloadsRemovedAt: row.payloads_removed_at };
  }
  const asked = JSON.parse(row.requested ?? "{}") as ApprovalRequested;
  const answer = row.decided === null ? undefined : (JSON.parse(row.decided) as ApprovalDecided);
  return {
    ...what,
    ...(asked.toolVersion === undefined ? {} : { toolVersion: asked.toolVersion }),
    arguments: asked.arguments,
    policy: asked.policy,
    argumentsHash: asked.argumentsHash,
    ...(asked.reason === undefined ? {} : { reason: asked.reason }),
    ...(asked.consequence === undefined ? {} : { consequence: asked.consequence }),
    requestedBy: asked.requestedBy,
    requestedAt: row.requested_at,
    ...how,
    ...(answer?.reason === undefined ? {} : { decisionReason: answer.reason }),
  };
}
