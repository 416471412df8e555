import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { Conditions } from "../database/conditions.ts";
import { limits } from "../decode/limits.ts";
import { readEnum, readString } from "../decode/option-values.ts";
import { readPage } from "../decode/page.ts";
import { readKind } from "../execution/handler-table.ts";
import { readWho } from "../identity/operator-scope.ts";
import { fromHeads, headColumns, toSummary, type RunHeadRow } from "./run-head.ts";
import type { RunPage, RunStatus } from "./run.ts";

const statuses: readonly RunStatus[] = ["queued", "running", "waiting", "completed", "failed", "cancelled", "halted"];
const filterNames = ["status", "kind", "sessionId", "actorId"] as const;

/** The runs that the caller may see, newest first, a page at a time. @throws INVALID_INPUT, UNKNOWN_OPTION */
export async function listRuns(core: Core, who: unknown, query: unknown): Promise<RunPage> {
  const { tenants } = readWho(who);
  const page = readPage(core.cursors, query, { filters: filterNames, where: "listRuns", tenants });
  const { filters, limit, after } = page;
  const id = { maxCharacters: limits.idCharacters };
  const { status, kind, sessionId, actorId } = filters;
  const statement = new Conditions("scoria_list_runs")
    .and((tenantIds) => `r.tenant_id = any (${tenantIds}::text[])`, tenants)
    .andIf((value) => `r.status = ${value}`, status === undefined ? status : readEnum(status, "status", statuses))
    .andIf((value) => `r.kind = ${value}`, kind === undefined ? kind : readKind(kind))
    .andIf(
      (value) => `r.session_id = ${value}`,
      sessionId === undefined ? sessionId : readString(sessionId, "sessionId", id),
    )
    .andIf((value) => `r.actor_id = ${value}`, actorId === undefined ? actorId : readString(actorId, "actorId", id))
    .andIf((value) => `r.run_id < ${value}::uuid`, after)
    .statement(`select ${headColumns} ${fromHeads}`, "r.run_id desc", limit + 1);
  const { rows } = await askDatabase(core, "listing runs", () => core.readAs(tenants).query<RunHeadRow>(statement));
  return { runs: rows.slice(0, limit).map(toSummary), nextCursor: page.nextCursor(rows, (row) => row.run_id) };
}
