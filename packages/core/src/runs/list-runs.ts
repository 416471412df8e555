import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { Conditions } from "../database/conditions.ts";
import { readPage } from "../decode/page.ts";
import { readWho } from "../identity/operator-scope.ts";
import { leastRunIdOf } from "../ids/run-id.ts";
import { runFilters } from "./run-filters.ts";
import { fromHeads, headColumns, toSummary, type RunHeadRow } from "./run-head.ts";
import type { RunPage } from "./run.ts";

/** The runs that the caller may see, newest first, a page at a time. @throws INVALID_INPUT, UNKNOWN_OPTION */
export async function listRuns(core: Core, who: unknown, query: unknown): Promise<RunPage> {
  const { tenants } = readWho(who);
  const page = readPage(core.cursors, query, { filters: runFilters, where: "listRuns", tenants });
  const { filters, limit, after } = page;
  const { createdAfter, createdBefore } = filters;
  const statement = new Conditions("scoria_list_runs")
    .and((tenantIds) => `r.tenant_id = any (${tenantIds}::text[])`, tenants)
    .andIf((values) => `r.status = any (${values}::text[])`, filters.status)
    .andIf((value) => `r.kind = ${value}`, filters.kind)
    .andIf((value) => `r.session_id = ${value}`, filters.sessionId)
    .andIf((value) => `r.actor_id = ${value}`, filters.actorId)
    .andIf((value) => `r.queue = ${value}`, filters.queue)
    .andIf((value) => `r.waiting_for ->> 'kind' = ${value}`, filters.waitingFor)
    .andIf((value) => `r.run_id >= ${value}::uuid`, filters.runId?.least)
    .andIf((value) => `r.run_id <= ${value}::uuid`, filters.runId?.greatest)
    .andIf((value) => `r.run_id >= ${value}::uuid`, createdAfter === undefined ? undefined : leastRunIdOf(createdAfter))
    .andIf(
      (value) => `r.run_id < ${value}::uuid`,
      createdBefore === undefined ? undefined : leastRunIdOf(createdBefore),
    )
    .andIf((value) => `r.run_id < ${value}::uuid`, after)
    .statement(`select ${headColumns} ${fromHeads}`, "r.run_id desc", limit + 1);
  const { rows } = await askDatabase(core, "listing runs", () => core.readAs(tenants).query<RunHeadRow>(statement));
  return { runs: rows.slice(0, limit).map(toSummary), nextCursor: page.nextCursor(rows, (row) => row.run_id) };
}
