import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { Conditions } from "../database/conditions.ts";
import { limits } from "../decode/limits.ts";
import { readEnums, readString } from "../decode/option-values.ts";
import { readPage, type FilterReaders } from "../decode/page.ts";
import { readWho } from "../identity/operator-scope.ts";
import { readRunId } from "../ids/run-id.ts";
import { selectApprovals, toApproval, type ApprovalRow } from "./approval-row.ts";
import type { ApprovalPage, ApprovalStatus } from "./approval.ts";

const statuses: readonly ApprovalStatus[] = ["pending", "approved", "rejected", "expired", "withdrawn"];

/** How `listApprovals` reads its filters. */
const approvalFilters: FilterReaders<{
  readonly status: readonly ApprovalStatus[];
  readonly runId: string;
  readonly tool: string;
}> = {
  status: (value) => readEnums(value, "status", statuses),
  runId: readRunId,
  tool: (value) => readString(value, "tool", { maxCharacters: limits.nameCharacters }),
};

/** Newest first. @throws INVALID_INPUT, UNKNOWN_OPTION, INVALID_IDENTITY */
export async function listApprovals(core: Core, who: unknown, query: unknown): Promise<ApprovalPage> {
  const { tenants } = readWho(who);
  const page = readPage(core.cursors, query, { filters: approvalFilters, where: "listApprovals", tenants });
  const { limit, after, filters } = page;
  const statement = new Conditions("scoria_list_approvals")
    .and((tenantIds) => `a.tenant_id = any (${tenantIds}::text[])`, tenants)
    .andIf((values) => `a.status = any (${values}::text[])`, filters.status)
    .andIf((value) => `a.run_id = ${value}::uuid`, filters.runId)
    .andIf((value) => `a.tool = ${value}`, filters.tool)
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
