import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { readPage } from "../decode/page.ts";
import { readWho } from "../identity/operator-scope.ts";
import { readHeads } from "../runs/run-head.ts";
import type { SessionPage, SessionSummary } from "./session.ts";

const mostLookedAt = 20_000;
const mostCounted = 1_000;

interface SessionRow {
  readonly run_id: string;
  readonly tenant_id: string;
  readonly session_id: string;
  readonly is_newest: boolean;
  readonly counted: number;
  readonly first_run_at: Date;
}

/** The sessions that the caller may see, the one with the newest run first, a page at a time. @throws INVALID_INPUT, UNKNOWN_OPTION */
export async function listSessions(core: Core, who: unknown, query: unknown): Promise<SessionPage> {
  const { tenants } = readWho(who);
  const page = readPage(core.cursors, query, { filters: {}, where: "listSessions", tenants });
  const { limit, after } = page;
  const { rows } = await askDatabase(core, "listing sessions", () =>
    core
      .readAs(tenants)
      .query<SessionRow>({ name: "scoria_list_sessions", text: sessionsSql, values: [tenants, after, limit + 1] }),
  );
  const found = rows.filter((row) => row.is_newest);
  const shown = found.slice(0, limit);
  const heads = await askDatabase(core, "reading runs", () =>
    readHeads(
      core.readAs(tenants),
      tenants,
      shown.map((row) => row.run_id),
    ),
  );
  const end = rows.at(-1);
  return {
    sessions: shown.flatMap((row): readonly SessionSummary[] => {
      const lastRun = heads.get(row.run_id);
      // Deleted since.
      if (lastRun === undefined) return [];
      const { tenant_id: tenantId, session_id: sessionId, counted, first_run_at: firstRunAt } = row;
      const runs = Math.min(counted, mostCounted);
      return [{ tenantId, sessionId, runs, runsAreMore: counted > mostCounted, lastRun, firstRunAt }];
    }),
    nextCursor:
      page.nextCursor(found, (row) => row.run_id) ??
      (end === undefined || end.is_newest ? null : page.cursorAfter(end.run_id)),
  };
}

const sessionsSql = `
select looked.run_id, looked.tenant_id, looked.session_id, looked.is_newest, counts.counted, counts.first_run_at
from (
  select walked.*, not exists (
    select from scoria.runs newer
    where newer.tenant_id = walked.tenant_id and newer.session_id = walked.session_id and newer.run_id > walked.run_id
  ) as is_newest
  from (
    select r.run_id, r.tenant_id, r.session_id, row_number() over (order by r.run_id desc) as place
    from scoria.runs r
    where r.tenant_id = any ($1::text[]) and r.session_id is not null and ($2::uuid is null or r.run_id < $2)
    order by r.run_id desc
    limit ${mostLookedAt}
  ) walked
) looked
left join lateral (
  select count(*)::integer as counted, min(own.created_at) filter (where own.place <= ${mostCounted}) as first_run_at
  from (
    select o.created_at, row_number() over (order by o.run_id desc) as place
    from scoria.runs o
    where o.tenant_id = looked.tenant_id and o.session_id = looked.session_id
    order by o.run_id desc
    limit ${mostCounted + 1}
  ) own
) counts on looked.is_newest
where looked.is_newest or looked.place = ${mostLookedAt}
order by looked.run_id desc
limit $3`;
