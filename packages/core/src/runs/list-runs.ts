import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { readPage } from "../decode/page.ts";
import { readWho } from "../identity/operator-scope.ts";
import { leastRunIdOf } from "../ids/run-id.ts";
import { newestRuns, newestRunsValues, type RunsWanted } from "./newest-runs.ts";
import { runFilters, type ReadRunFilters } from "./run-filters.ts";
import { fromHeads, headColumns, toSummary, type RunHeadRow } from "./run-head.ts";
import type { RunPage } from "./run.ts";

/** The runs that the caller may see, newest first, a page at a time. @throws INVALID_INPUT, UNKNOWN_OPTION */
export async function listRuns(core: Core, who: unknown, query: unknown): Promise<RunPage> {
  const { tenants } = readWho(who);
  const page = readPage(core.cursors, query, { filters: runFilters, where: "listRuns", tenants });
  const { filters, limit, after } = page;
  if (isForNone(filters)) return { runs: [], nextCursor: null };
  const values = newestRunsValues({ ...narrowing(filters), ...idsWithin(filters, after), tenants, most: limit + 1 });
  const statement = { name: "scoria_list_runs", text: listSql, values };
  const { rows } = await askDatabase(core, "listing runs", () => core.readAs(tenants).query<RunHeadRow>(statement));
  return { runs: rows.slice(0, limit).map(toSummary), nextCursor: page.nextCursor(rows, (row) => row.run_id) };
}

/** Only waiting runs wait for something. */
function isForNone({ status, waitingFor }: Partial<ReadRunFilters>): boolean {
  return waitingFor !== undefined && status !== undefined && !status.includes("waiting");
}

function narrowing({
  status,
  waitingFor,
  kind,
  actorId,
  queue,
  sessionId,
}: Partial<ReadRunFilters>): Partial<RunsWanted> {
  return { status, waitingFor, kind, actorId, queue, sessionId };
}

/** Run ids begin with the time at which they were made, so all that is said of it, of the id and by the cursor is a range of ids. */
function idsWithin(
  { runId, createdAfter, createdBefore }: Partial<ReadRunFilters>,
  after: string | null,
): Pick<RunsWanted, "from" | "through" | "before"> {
  const least = [runId?.least, createdAfter === undefined ? undefined : leastRunIdOf(createdAfter)];
  const beyond = [after ?? undefined, createdBefore === undefined ? undefined : leastRunIdOf(createdBefore)];
  return { from: sorted(least).at(-1), through: runId?.greatest, before: sorted(beyond)[0] };
}

/** Ids in lower case sort as texts do. */
function sorted(ids: readonly (string | undefined)[]): readonly string[] {
  return ids.filter((id) => id !== undefined).toSorted();
}

const listSql = `
select head.*
from ${newestRuns} as page (run_id), lateral (
  select ${headColumns} ${fromHeads}
  where r.run_id = page.run_id and r.tenant_id = any ($1::text[])
  limit 1
) head
order by page.run_id desc`;
