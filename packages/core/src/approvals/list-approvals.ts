import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import type { Connection } from "../database.ts";
import { Conditions } from "../database/conditions.ts";
import { limits } from "../decode/limits.ts";
import { readEnum, readString } from "../decode/option-values.ts";
import { readPage } from "../decode/page.ts";
import type { ApprovalDecided, ApprovalRequested } from "../execution/payloads.ts";
import { readWho } from "../identity/operator-scope.ts";
import { readRunId } from "../ids/run-id.ts";
import type { Approval, ApprovalPage, ApprovalStatus } from "./approval.ts";

const statuses: readonly ApprovalStatus[] = ["pending", "approved", "rejected", "expired", "withdrawn"];

interface ApprovalRow {
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

/** Newest first. @throws INVALID_INPUT, UNKNOWN_OPTION, INVALID_IDENTITY */
export async function listApprovals(core: Core, who: unknown, query: unknown): Promise<ApprovalPage> {
  const { tenants } = readWho(who);
  const page = readPage(core.cursors, query, { filters: ["status", "runId", "tool"], where: "listApprovals", tenants });
  const { limit, after, filters } = page;
  const status = filters.status === undefined ? undefined : readEnum(filters.status, "status", statuses);
  const runId = filters.runId === undefined ? undefined : readRunId(filters.runId);
  const tool =
    filters.tool === undefined ? undefined : readString(filters.tool, "tool", { maxCharacters: limits.nameCharacters });
  const statement = new Conditions("scoria_list_approvals")
    .and((tenantIds) => `a.tenant_id = any (${tenantIds}::text[])`, tenants)
    .andIf((value) => `a.status = ${value}`, status)
    .andIf((value) => `a.run_id = ${value}::uuid`, runId)
    .andIf((value) => `a.tool = ${value}`, tool)
    .andIf((value) => `a.approval_id < ${value}::uuid`, after)
    .statement(selectApprovals, "a.approval_id desc", limit + 1);
  const { rows } = await askDatabase(core, "listing approvals", () =>
    core.readAs(tenants).query<ApprovalRow>(statement),
  );
  return {
    approvals: rows.slice(0, limit).map(toApproval),
    nextCursor: page.nextCursor(rows, (row) => row.approval_id),
  };
}

/** The approvals of one run whose payloads are gone, in the order they were asked for: the inbox alone still knows them. */
export async function prunedApprovalsOf(
  reader: Connection,
  tenants: readonly string[],
  runId: string,
): Promise<readonly Approval[]> {
  const { rows } = await reader.query<ApprovalRow>({
    name: "scoria_pruned_approvals",
    text: `${selectApprovals} where a.run_id = $1 and a.tenant_id = any ($2::text[]) order by a.seq`,
    values: [runId, tenants],
  });
  return rows.map(toApproval);
}

/** What was asked and what was decided is told by the journal; the inbox only points there. */
const selectApprovals = `
select
  a.approval_id, a.run_id, a.tenant_id, a.tool, a.status, a.requested_at, a.expires_at, a.decided_by, a.decided_at,
  r.actor_id as requested_by, r.payloads_removed_at, asked.payload::text as requested, answer.payload::text as decided
from scoria.approvals a
join scoria.runs r on r.run_id = a.run_id and r.tenant_id = a.tenant_id
join scoria.journal asked on asked.run_id = a.run_id and asked.tenant_id = a.tenant_id and asked.seq = a.seq
left join scoria.journal answer
  on answer.run_id = a.run_id and answer.tenant_id = a.tenant_id and answer.seq = a.decision_seq`;

function toApproval(row: ApprovalRow): Approval {
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
    requestedBy: asked.requestedBy,
    requestedAt: row.requested_at,
    ...how,
    ...(answer?.reason === undefined ? {} : { decisionReason: answer.reason }),
  };
}
