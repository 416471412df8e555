/**
 * The newest runs of some tenants that match, newest first. Every list of runs is a walk along the one index whose order it
 * is, from its end to the page's last row; what does not match is passed over within the index. The planner would rather do
 * something else wherever its statistics are wrong or none: sort a whole tenant, read the table, walk the primary key past
 * everybody's runs. So it is left no choice, and the statement is put together here, where settings hold for it alone.
 */
export const newestRuns = `
create function scoria.newest_runs(
  of_tenants text[],
  statuses text[], awaits text,  -- what it waits for; null here and in the next ones: whatever
  of_kind text, of_actor text, in_queue text, in_session text, has_session boolean,
  least_id uuid, greatest_id uuid, before_id uuid,
  most integer
) returns setof uuid
language plpgsql stable
rows 10  -- more, and who joins heads to them would be compiled, which takes longer than it runs
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
set max_parallel_workers_per_gather = 0
set jit = off
as $$
declare
  narrow text := concat(
    case when of_kind is not null then ' and r.kind = $3' end,
    case when of_actor is not null then ' and r.actor_id = $4' end,
    case when in_queue is not null then ' and r.queue = $5' end,
    case when in_session is not null then ' and r.session_id = $6' end,
    case when has_session then ' and r.session_id is not null' end,
    case when least_id is not null then ' and r.run_id >= $7' end,
    case when greatest_id is not null then ' and r.run_id <= $8' end,
    case when before_id is not null then ' and r.run_id < $9' end);
  -- Of one tenant (%1$s), beyond a further condition (%2$s), no more than %3$s.
  of_tenant text := 'select r.run_id from scoria.runs r where r.tenant_id = %1$s';
  walk text;
  running text;
  few integer;
begin
  if in_session is not null then
    walk := concat(of_tenant,
      case when statuses is not null then format(' and r.status = any (%L)', statuses) end,
      case when awaits is not null then format(' and r.status = ''waiting'' and r.waiting_for ->> ''kind'' = %L', awaits) end,
      narrow, ' %2$s order by r.run_id desc limit %3$s');
  elsif awaits is not null then
    walk := concat(of_tenant,
      format(' and r.status = ''waiting'' and r.waiting_for ->> ''kind'' = %L', awaits),
      narrow, ' %2$s order by r.run_id desc nulls last limit %3$s');
  elsif statuses is null then
    walk := concat(of_tenant, narrow, ' %2$s order by r.run_id desc nulls last limit %3$s');
  else
    -- Each status has an order of its own.
    select string_agg(
      concat('(', of_tenant, format(' and r.status = %L', s.status), narrow, ' %2$s order by r.run_id desc nulls last limit %3$s)'),
      ' union all ')
    into walk
    from unnest(statuses) as s (status)
    where s.status <> 'running';
    walk := concat('select s.run_id from (', walk, ') s order by s.run_id desc limit %3$s');
    -- What is running is little, however many runs there are, and has an index that no tenant is in.
    if 'running' = any (statuses) then
      running := concat(
        ' union all (select r.run_id from scoria.runs r where r.owner is not null and r.tenant_id = any ($1)',
        narrow, ' order by r.owner offset 0)');
      if cardinality(statuses) = 1 then
        walk := concat(of_tenant, ' and false %2$s limit %3$s');
      end if;
    end if;
  end if;

  if cardinality(of_tenants) = 1 then
    return query execute concat(
      'select w.run_id from ((', format(walk, '$1[1]', '', '$2'), ')', running, ') w order by w.run_id desc limit $2')
    using of_tenants, most, of_kind, of_actor, in_queue, in_session, least_id, greatest_id, before_id;
    return;
  end if;

  -- A page has few runs of each of many tenants. The few newest of each say how old the page's last run may be at most, and of
  -- the tenants that gave as many as they were asked for, those up to that age are read too.
  few := 2 * most / cardinality(of_tenants) + 2;
  return query execute concat('
    with few as materialized (
      select t.tenant_id, w.run_id
      from unnest($1) as t (tenant_id), lateral (', format(walk, 't.tenant_id', '', few), ') w
    ), line as materialized (
      -- Here, since row security lets no condition open an index in which there is more than a comparison.
      select coalesce(
        (select f.run_id from few f order by f.run_id desc offset $2 - 1 limit 1),
        ''00000000-0000-0000-0000-000000000000'') as run_id
    ), rest as (
      select w.run_id
      from (
        select f.tenant_id, (array_agg(f.run_id order by f.run_id))[1] as run_id
        from few f
        group by f.tenant_id
        having count(*) = ', few, '
      ) t,
      lateral (', format(walk, 't.tenant_id', '
        and r.run_id < t.run_id
        and r.run_id >= (select l.run_id from line l)', '$2'), ') w
    )
    select w.run_id
    from (select f.run_id from few f union all select r.run_id from rest r', running, ') w
    order by w.run_id desc
    limit $2')
  using of_tenants, most, of_kind, of_actor, in_queue, in_session, least_id, greatest_id, before_id;
end
$$;
`;
