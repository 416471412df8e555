import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import type { Connection } from "../database.ts";
import { approvalNotFound } from "../errors/core-errors.ts";
import { readWho } from "../identity/operator-scope.ts";
import { readApprovalId } from "../ids/approval-id.ts";
import { selectApprovals, toApproval, type ApprovalRow } from "./approval-row.ts";
import type { Approval } from "./approval.ts";

/** @throws APPROVAL_NOT_FOUND, INVALID_INPUT, INVALID_IDENTITY */
export async function getApproval(core: Core, who: unknown, givenApprovalId: unknown): Promise<Approval> {
  const { tenants } = readWho(who);
  const approvalId = readApprovalId(givenApprovalId);
  const { rows } = await askDatabase(core, "reading an approval", () =>
    core.readAs(tenants).query<ApprovalRow>({
      name: "scoria_read_approval",
      text: `${selectApprovals} where a.approval_id = $1 and a.tenant_id = any ($2::text[])`,
      values: [approvalId, tenants],
    }),
  );
  const [row] = rows;
  if (row === undefined) throw approvalNotFound(approvalId);
  return toApproval(row);
}

/**
 * The newest approval of the same tenant and tool that was approved, of those that were asked for before this one.
 *
 * @throws APPROVAL_NOT_FOUND, INVALID_INPUT, INVALID_IDENTITY
 */
export async function lastApproved(core: Core, who: unknown, approvalId: unknown): Promise<Approval | null> {
  const { tenantId, tool, approvalId: before } = await getApproval(core, who, approvalId);
  const { rows } = await askDatabase(core, "reading the approval before", () =>
    core.readAs([tenantId]).query<ApprovalRow>({
      name: "scoria_last_approved",
      // Ids sort by the time they were made.
      text: `
${selectApprovals}
where a.tenant_id = $1 and a.tool = $2 and a.status = 'approved' and a.approval_id < $3
order by a.approval_id desc
limit 1`,
      values: [tenantId, tool, before],
    }),
  );
  const [row] = rows;
  return row === undefined ? null : toApproval(row);
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
