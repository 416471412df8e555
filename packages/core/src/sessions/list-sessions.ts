import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { readPage } from "../decode/page.ts";
import { readWho } from "../identity/operator-scope.ts";
import { newestRuns, newestRunsValues } from "../runs/newest-runs.ts";
import { fromHeads, headColumns, toSummary, type RunHeadRow } from "../runs/run-head.ts";
import type { SessionPage, SessionSummary } from "./session.ts";

/** How many runs a page looks at: first a few, which are enough where sessions are short, then the rest. */
const lookedAt = [1_000, 19_000] as const;
const mostCounted = 1_000;

/** A run that is the newest of its session, or the last one that was looked at. */
interface LookedRow extends RunHeadRow {
  readonly walked_id: string;
  /** Among those that were looked at, from 1. */
  readonly place: number;
  readonly is_newest: boolean;
  readonly counted: number;
  readonly first_run_at: Date;
}

/**
 * The sessions that the caller may see, the one with the newest run first, a page at a time. There is no table of sessions:
 * the runs are walked, and one that is the newest of its session is that session.
 *
 * @throws INVALID_INPUT, UNKNOWN_OPTION
 */
export async function listSessions(core: Core, who: unknown, query: unknown): Promise<SessionPage> {
  const { tenants } = readWho(who);
  const page = readPage(core.cursors, query, { filters: {}, where: "listSessions", tenants });
  const { limit } = page;
  const found: LookedRow[] = [];
  let before = page.after;
  /** Where it came to when there was more to look at. */
  let lastLookedAt: string | null = null;
  for (const most of lookedAt) {
    const values = [...newestRunsValues({ tenants, hasSession: true, before, most }), limit + 1 - found.length];
    const { rows } = await askDatabase(core, "listing sessions", () =>
      core.readAs(tenants).query<LookedRow>({ name: "scoria_list_sessions", text: sessionsSql, values }),
    );
    found.push(...rows.filter((row) => row.is_newest));
    lastLookedAt = rows.find((row) => row.place === most)?.walked_id ?? null;
    if (found.length > limit || lastLookedAt === null) break;
    before = lastLookedAt;
  }
  return {
    sessions: found.slice(0, limit).map(toSession),
    nextCursor:
      page.nextCursor(found, (row) => row.run_id) ?? (lastLookedAt === null ? null : page.cursorAfter(lastLookedAt)),
  };
}

function toSession(row: LookedRow): SessionSummary {
  return {
    tenantId: row.tenant_id,
    sessionId: row.session_id ?? "",
    runs: Math.min(row.counted, mostCounted),
    runsAreMore: row.counted > mostCounted,
    lastRun: toSummary(row),
    firstRunAt: row.first_run_at,
  };
}

/** Whether a run is the newest of its session, and how many the session has, are short walks along the index of sessions. */
const sessionsSql = `
with looked as (
  select walked.run_id, walked.place, r.tenant_id, r.session_id, not exists (
    select from scoria.runs newer
    where newer.tenant_id = r.tenant_id and newer.session_id = r.session_id and newer.run_id > walked.run_id
  ) as is_newest
  from ${newestRuns} with ordinality as walked (run_id, place), lateral (
    select h.tenant_id, h.session_id
    from scoria.runs h
    where h.run_id = walked.run_id and h.tenant_id = any ($1::text[])
    limit 1
  ) r
), shown as (
  select * from looked where is_newest or place = $12 order by place limit $13
)
select head.*, shown.run_id as walked_id, shown.place::integer as place, shown.is_newest, counts.counted, counts.first_run_at
from shown
left join lateral (
  select ${headColumns} ${fromHeads}
  where r.run_id = shown.run_id and r.tenant_id = any ($1::text[])
  limit 1
) head on shown.is_newest
left join lateral (
  select count(*)::integer as counted, min(own.created_at) filter (where own.place <= ${mostCounted}) as first_run_at
  from (
    select o.created_at, row_number() over (order by o.run_id desc) as place
    from scoria.runs o
    where o.tenant_id = shown.tenant_id and o.session_id = shown.session_id
    order by o.run_id desc
    limit ${mostCounted + 1}
  ) own
) counts on shown.is_newest
order by shown.place`;
