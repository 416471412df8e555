import type { Connection } from "../database.ts";
import { leastRunIdOf } from "../ids/run-id.ts";
import { readHeads } from "../runs/run-head.ts";
import type { AttentionReason, RunForAttention } from "./overview.ts";

const mostShown = 20;
const minuteMs = 60_000;
const dayMs = 86_400_000;
const quietMs = 10 * minuteMs;
const nearMs = 10 * minuteMs;
const agedInQueueMs = 5 * minuteMs;

interface FoundRow {
  readonly reason: AttentionReason;
  readonly run_id: string;
  readonly since: Date;
}

/**
 * Picks the runs that ask for an operator's eye, the worst first. Each reason is looked for among the runs that may have it,
 * the oldest first, along an index that has no others.
 */
export async function findRunsForAttention(
  reader: Connection,
  tenants: readonly string[],
  now: number,
): Promise<readonly RunForAttention[]> {
  const { rows } = await reader.query<FoundRow>({
    name: "scoria_find_for_attention",
    text: attentionSql,
    values: [
      tenants,
      new Date(now - quietMs),
      new Date(now + nearMs),
      new Date(now - agedInQueueMs),
      leastRunIdOf(now - agedInQueueMs),
      new Date(now - dayMs),
      leastRunIdOf(now - dayMs),
    ],
  });
  const worst = rows.slice(0, mostShown);
  const heads = await readHeads(
    reader,
    tenants,
    worst.map(({ run_id: runId }) => runId),
  );
  return worst.flatMap(({ reason, run_id: runId, since }): readonly RunForAttention[] => {
    const run = heads.get(runId);
    // It was deleted since.
    return run === undefined ? [] : [{ reason, run, since }];
  });
}

const attentionSql = `
select found.reason, found.run_id, found.since
from (
  (
    select 1 as place, 'operator' as reason, r.run_id, r.updated_at as since
    from scoria.runs r
    where r.tenant_id = any ($1::text[]) and r.status = 'waiting' and r.waiting_for ->> 'kind' = 'operator'
    order by r.run_id
    limit ${mostShown}
  )
  union all
  (
    select 2, 'quiet', r.run_id, last.at
    from scoria.runs r, lateral (
      select j.at from scoria.journal j
      where j.run_id = r.run_id and j.tenant_id = r.tenant_id
      order by j.seq desc
      limit 1
    ) last
    where r.tenant_id = any ($1::text[]) and r.owner is not null and r.updated_at < $2 and last.at < $2
    order by last.at
    limit ${mostShown}
  )
  union all
  (
    select 3, 'deadline', r.run_id, r.deadline_at
    from scoria.runs r
    where r.tenant_id = any ($1::text[])
      and r.deadline_at < $3 and r.deadline_at is not null and r.owner is null and r.finished_at is null
    order by r.deadline_at
    limit ${mostShown}
  )
  union all
  (
    select 4, 'aged', r.run_id, r.updated_at
    from scoria.runs r
    where r.tenant_id = any ($1::text[]) and r.status = 'queued' and r.run_id < $5 and r.updated_at < $4
    order by r.run_id
    limit ${mostShown}
  )
  union all
  (
    select 5, 'aged', r.run_id, r.updated_at
    from scoria.runs r
    where r.tenant_id = any ($1::text[]) and r.status = 'waiting' and r.waiting_for ->> 'kind' = 'approval'
      and r.awaiting_approval and r.run_id < $7 and r.updated_at < $6
    order by r.run_id
    limit ${mostShown}
  )
) found
order by found.place, found.since`;
