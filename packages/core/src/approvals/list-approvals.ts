import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { Conditions } from "../database/conditions.ts";
import { limits } from "../decode/limits.ts";
import { readEnums, readString } from "../decode/option-values.ts";
import { readPage, type FilterReaders } from "../decode/page.ts";
import { readWho } from "../identity/operator-scope.ts";
import { readRunId } from "../ids/run-id.ts";
import { approvalsOf, toApproval, type ApprovalRow } from "./approval-row.ts";
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
  const [tenantId] = tenants;
  const inbox = new Conditions("scoria_list_approvals")
    // The order of one tenant is that of an index; of several they are sorted.
    .and(
      (of) => (tenants.length === 1 ? `tenant_id = ${of}` : `tenant_id = any (${of}::text[])`),
      tenants.length === 1 ? tenantId : tenants,
    )
    .andText(statusIsOneOf(filters.status))
    .andIf((value) => `run_id = ${value}::uuid`, filters.runId)
    .andIf((value) => `tool = ${value}`, filters.tool)
    .andIf((value) => `approval_id < ${value}::uuid`, after)
    .statement("select * from scoria.approvals", "approval_id desc", limit + 1);
  const statement = { ...inbox, text: `${approvalsOf(inbox.text)}\norder by a.approval_id desc` };
  const { rows } = await askDatabase(core, "listing approvals", () =>
    core.readAs(tenants).query<ApprovalRow>(statement),
  );
  return {
    approvals: rows.slice(0, limit).map(toApproval),
    nextCursor: page.nextCursor(rows, (row) => row.approval_id),
  };
}

/** In words, so that a plan that is kept for any values still knows that the inbox of what is pending will do. */
function statusIsOneOf(given: readonly ApprovalStatus[] | undefined): string | undefined {
  return given && `status in (${given.map((status) => `'${status}'`).join(", ")})`;
}
