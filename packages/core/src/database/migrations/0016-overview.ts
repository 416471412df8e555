/**
 * What an overview counts and picks. Each function walks one index from one end, and looks at no more than it is told; like
 * the lists, it leaves the planner no choice.
 */
const likeLists = `set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
set max_parallel_workers_per_gather = 0
set jit = off`;

const waitingKinds = ["approval", "timer", "signal", "runs", "operator"] as const;

/** How many of these tenants' runs an index has of which this is the condition. */
function countOf(condition: string): string {
  return `(
      select count(*)::integer
      from (
        select from unnest(of_tenants) as t (tenant_id), lateral (
          select from scoria.runs r where r.tenant_id = t.tenant_id and ${condition} limit most
        ) one
        limit most
      ) counted
    )`;
}

export const overviewFunctions: string = `
-- What became of the newest runs, by the ids with which the parts of the time begin: the part, and how many have which status.
create function scoria.count_recent_runs(of_tenants text[], begins uuid[], most integer)
returns table (part integer, status text, runs integer)
language sql stable
${likeLists}
as $$
  select width_bucket(newest.run_id, begins), newest.status, count(*)::integer
  from (
    select one.run_id, one.status
    from unnest(of_tenants) as t (tenant_id), lateral (
      select r.run_id, r.status
      from scoria.runs r
      where r.tenant_id = t.tenant_id and r.run_id >= begins[1]
      order by r.run_id desc nulls last
      limit most
    ) one
    order by one.run_id desc
    limit most
  ) newest
  group by 1, 2
$$;

-- How many runs have not ended, and what those of them that wait do so for.
create function scoria.count_standing_runs(
  of_tenants text[], most integer,
  out queued integer, out running integer, ${waitingKinds.map((kind) => `out for_${kind} integer`).join(", ")}
)
language sql stable
${likeLists}
as $$
  select
    ${countOf("r.status = 'queued'")},
    (
      select count(*)::integer
      from (
        select r.run_id from scoria.runs r
        where r.owner is not null and r.tenant_id = any (of_tenants)
        order by r.owner
        limit most
      ) counted
    ),
    ${waitingKinds
      .map((kind) => countOf(`r.status = 'waiting' and r.waiting_for ->> 'kind' = '${kind}'`))
      .join(",\n    ")}
$$;

-- The inboxes together, the oldest requests first.
create function scoria.count_pending_approvals(
  of_tenants text[], expire_by timestamptz, most integer, out pending integer, out oldest timestamptz, out expiring integer
)
language sql stable
${likeLists}
as $$
  select count(*)::integer, min(inbox.requested_at), (count(*) filter (where inbox.expires_at <= expire_by))::integer
  from (
    select one.*
    from unnest(of_tenants) as t (tenant_id), lateral (
      select a.approval_id, a.requested_at, a.expires_at
      from scoria.approvals a
      where a.tenant_id = t.tenant_id and a.status = 'pending'
      order by a.approval_id
      limit most
    ) one
    order by one.approval_id
    limit most
  ) inbox
$$;

-- The runs that ask for an operator's eye, the worst first. A run id says when its run was created at the latest, so where a
-- reason takes time to arise the walk ends before the runs that are too young.
create function scoria.find_runs_for_attention(
  of_tenants text[], quiet_since timestamptz, deadline_by timestamptz,
  queued_since timestamptz, queued_before uuid, asked_since timestamptz, asked_before uuid, most integer
) returns table (reason text, run_id uuid, since timestamptz)
language sql stable
${likeLists}
as $$
  select found.reason, found.run_id, found.since
  from (
    select 1 as place, 'operator' as reason, one.run_id, one.updated_at as since
    from unnest(of_tenants) as t (tenant_id), lateral (
      select r.run_id, r.updated_at
      from scoria.runs r
      where r.tenant_id = t.tenant_id and r.status = 'waiting' and r.waiting_for ->> 'kind' = 'operator'
      order by r.run_id nulls first
      limit most
    ) one

    union all
    select 2, 'quiet', running.run_id, last.at
    from (
      select r.run_id, r.tenant_id
      from scoria.runs r
      where r.owner is not null and r.tenant_id = any (of_tenants) and r.updated_at < quiet_since
      order by r.owner
      offset 0
    ) running, lateral (
      select j.at
      from scoria.journal j
      where j.run_id = running.run_id and j.tenant_id = running.tenant_id
      order by j.seq desc
      limit 1
    ) last
    where last.at < quiet_since

    union all
    select 3, 'deadline', near.run_id, near.deadline_at
    from (
      select r.run_id, r.deadline_at
      from scoria.runs r
      where r.deadline_at is not null and r.owner is null and r.finished_at is null
        and r.deadline_at < deadline_by and r.tenant_id = any (of_tenants)
      order by r.deadline_at
      limit most
    ) near

    union all
    select 4, 'aged', one.run_id, one.updated_at
    from unnest(of_tenants) as t (tenant_id), lateral (
      select oldest.run_id, oldest.updated_at
      from (
        select r.run_id, r.updated_at
        from scoria.runs r
        where r.tenant_id = t.tenant_id and r.status = 'queued' and r.run_id < queued_before
        order by r.run_id nulls first
        limit 1000
      ) oldest
      where oldest.updated_at < queued_since
      limit most
    ) one

    union all
    select 5, 'aged', one.run_id, one.updated_at
    from unnest(of_tenants) as t (tenant_id), lateral (
      select oldest.run_id, oldest.updated_at
      from (
        select r.run_id, r.updated_at, r.awaiting_approval
        from scoria.runs r
        where r.tenant_id = t.tenant_id and r.status = 'waiting' and r.waiting_for ->> 'kind' = 'approval'
          and r.run_id < asked_before
        order by r.run_id nulls first
        limit 1000
      ) oldest
      where oldest.updated_at < asked_since and oldest.awaiting_approval
      limit most
    ) one
  ) found
  order by found.place, found.since
  limit most
$$;
`;
