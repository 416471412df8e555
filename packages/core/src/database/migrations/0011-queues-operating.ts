/** What callers and operators do with queues: room, limits, pausing, clearing, draining, late runs, figures. */
export const operatingQueues: string = `-- Room for as many as are named, in each queue that is named; of queues without a size there is always. What is queued is
-- counted only when the room that was last found is used up, and at most ten times a second.
create function scoria.take_room(queues text[]) returns boolean
language plpgsql
as $$
declare
  moment timestamptz := scoria.clock();
  wanted record;
  gate scoria.queues;
begin
  for wanted in select w.name, count(*)::integer as n from unnest(queues) as w (name) group by 1 order by 1 loop
    select q.* into gate from scoria.queues q where q.name = wanted.name for no key update;
    continue when gate.max_size is null;
    if gate.room < wanted.n and gate.counted_at < moment - interval '100 milliseconds' then
      gate.room := gate.max_size - (
        select count(*) from (
          select from scoria.runs r where r.status = 'queued' and not r.held and r.queue = wanted.name limit gate.max_size
        ) in_line) - (
        select count(*) from (
          select from scoria.runs r where r.status = 'queued' and r.held and r.queue = wanted.name limit gate.max_size
        ) aside);
      gate.counted_at := moment;
    end if;
    update scoria.queues q set
      room = greatest(0, gate.room) - case when gate.room >= wanted.n then wanted.n else 0 end,
      counted_at = gate.counted_at
    where q.name = wanted.name;
    if gate.room < wanted.n then
      return false;
    end if;
  end loop;
  return true;
end
$$;

-- A row is there only while it says something.
create function scoria.tidy_queue(in_queue text) returns void
language sql volatile
as $$
  delete from scoria.queues q
  where q.name = in_queue and q.paused_at is null and not scoria.is_limited(q) and q.max_size is null
    and q.workload_weights = '{}' and q.tenant_weights = '{}'
$$;

-- Only what stands in the patch is changed; null takes it away. Whatever stood aside stands in line again, to be looked at
-- under the limits that hold from now on.
create function scoria.configure_queue(in_queue text, patch jsonb) returns void
language plpgsql
set lock_timeout = '1s'
as $$
begin
  insert into scoria.queues as q (name, changed_at) values (in_queue, scoria.clock())
  on conflict (name) do update set changed_at = excluded.changed_at;
  update scoria.queues q set
    max_size = case when patch ? 'maxSize' then (patch ->> 'maxSize')::integer else q.max_size end,
    concurrency = case when patch ? 'concurrency' then (patch ->> 'concurrency')::integer else q.concurrency end,
    tenant_concurrency = case
      when patch ? 'tenantConcurrency' then (patch ->> 'tenantConcurrency')::integer else q.tenant_concurrency end,
    key_concurrency = case when patch ? 'keyConcurrency' then (patch ->> 'keyConcurrency')::integer else q.key_concurrency end,
    workload_weights = coalesce(patch -> 'workloadWeights', q.workload_weights),
    tenant_weights = coalesce(patch -> 'tenantWeights', q.tenant_weights),
    room = 0,
    counted_at = '-infinity'
  where q.name = in_queue;
  update scoria.runs r set held = false where r.status = 'queued' and r.held and r.queue = in_queue;
  perform scoria.tidy_queue(in_queue);
end
$$;

-- Once it returns no run of the queue is claimed any more: it waits for the claims that are under way.
create function scoria.pause_queue(in_queue text, actor text, why text) returns void
language plpgsql
set lock_timeout = '1s'
as $$
begin
  perform pg_advisory_xact_lock(scoria.claims_lock());
  insert into scoria.queues as q (name, changed_at, paused_at, paused_by, pause_reason)
  values (in_queue, scoria.clock(), scoria.clock(), actor, why)
  on conflict (name) do update set
    changed_at = excluded.changed_at,
    paused_at = coalesce(q.paused_at, excluded.paused_at),
    paused_by = excluded.paused_by,
    pause_reason = excluded.pause_reason;
end
$$;

create function scoria.resume_queue(in_queue text) returns void
language plpgsql
set lock_timeout = '1s'
as $$
begin
  update scoria.queues q set changed_at = scoria.clock(), paused_at = null, paused_by = null, pause_reason = null
  where q.name = in_queue;
  perform scoria.tidy_queue(in_queue);
end
$$;

-- What is queued of these tenants, in the order in which it would be taken: by priority; within one a run of each line in
-- turn, the oldest of each line first. What stands aside comes last.
create function scoria.queue_in_order(in_queue text, tenants text[]) returns setof uuid
language sql stable
as $$
  select q.run_id
  from (
    select r.run_id, r.held, r.priority,
      row_number() over (partition by r.held, r.priority, r.tenant_id, r.workload order by r.run_id) as nth
    from (
      select * from scoria.runs in_line where in_line.status = 'queued' and not in_line.held and in_line.queue = in_queue
      union all
      select * from scoria.runs aside where aside.status = 'queued' and aside.held and aside.queue = in_queue
    ) r
    where r.tenant_id = any (tenants)
  ) q
  order by q.held, q.priority desc, q.nth, q.run_id
$$;

-- Cancels these runs, as far as they are still queued in this queue. One whose parent somebody holds is left. woken: its
-- parent, which waits for nothing any more; cascades: it has children, which are to end too.
create function scoria.clear_queue(in_queue text, run_ids uuid[], request_payload text, end_payload text)
returns table (run_id uuid, woken uuid, cascades boolean)
language plpgsql
set lock_timeout = '1s'
as $$
declare
  head scoria.runs;
  heads scoria.runs[];
  runs uuid[];
  tenants text[];
  epochs integer[];
  written record;
begin
  heads := array(
    select r from scoria.runs r
    where r.run_id = any (run_ids) and r.status = 'queued' and r.queue = in_queue
    order by r.run_id
    for no key update skip locked);
  -- Only what was owned before can have asked for anything, or have children.
  foreach head in array heads loop
    continue when head.epoch = 0 and head.parent_run_id is null;
    continue when not scoria.hold_parent(head.parent_run_id);
    perform scoria.append_external(head.run_id, head.tenant_id, head.epoch, 'cancel.requested', request_payload);
    return query
      select head.run_id, e.woken, e.cascades from scoria.end_by_cancel(head, end_payload) e;
  end loop;

  select array_agg(h.run_id), array_agg(h.tenant_id), array_agg(h.epoch) into runs, tenants, epochs
  from unnest(heads) as h
  where h.epoch = 0 and h.parent_run_id is null;
  if runs is null then
    return;
  end if;
  perform scoria.append_externals(runs, tenants, epochs, 'cancel.requested', array_fill(request_payload, array[cardinality(runs)]));
  select * into written
  from scoria.append_externals(runs, tenants, epochs, 'run.cancelled', array_fill(end_payload, array[cardinality(runs)]));
  return query
    update scoria.runs r set
      status = 'cancelled', held = false, external_seq = w.seq, updated_at = w.at, finished_at = w.at
    from unnest(written.landed, written.seqs, written.ats) as w (run, seq, at)
    where r.run_id = w.run
    returning r.run_id, null::uuid, false;
end
$$;

-- Takes these runs out of this queue, as far as they are still queued there: each waits for an operator from then on.
create function scoria.drain_queue(in_queue text, run_ids uuid[], waiting_for text) returns table (run_id uuid)
language plpgsql
set lock_timeout = '1s'
as $$
declare
  runs uuid[];
  tenants text[];
  epochs integer[];
  written record;
begin
  with heads as materialized (
    select r.run_id, r.tenant_id, r.epoch from scoria.runs r
    where r.run_id = any (run_ids) and r.status = 'queued' and r.queue = in_queue
    order by r.run_id
    for no key update skip locked
  )
  select array_agg(h.run_id), array_agg(h.tenant_id), array_agg(h.epoch + 1) into runs, tenants, epochs from heads h;
  if runs is null then
    return;
  end if;
  select * into written
  from scoria.append_externals(runs, tenants, epochs, 'run.waiting',
    array_fill('{"waitingFor":' || waiting_for || '}', array[cardinality(runs)]));
  return query
    update scoria.runs r set
      status = 'waiting', waiting_for = drain_queue.waiting_for::json, resumable = true, held = false, epoch = r.epoch + 1,
      external_seq = w.seq, updated_at = w.at
    from unnest(written.landed, written.seqs, written.ats) as w (run, seq, at)
    where r.run_id = w.run
    returning r.run_id;
end
$$;

-- Halts runs that nobody executes and whose deadline has passed. One whose parent somebody holds is left for the next time.
-- woken: its parent, which waits for nothing any more.
create function scoria.halt_late_runs(most integer) returns table (run_id uuid, woken uuid)
language plpgsql
set lock_timeout = '1s'
as $$
declare
  moment timestamptz := scoria.clock();
  head scoria.runs;
  landed record;
  deadline bigint;
  observed bigint;
begin
  for head in
    select r.* from scoria.runs r
    where r.deadline_at is not null and r.deadline_at <= moment and r.owner is null and r.finished_at is null
    order by r.deadline_at
    limit most
    for no key update skip locked
  loop
    continue when not scoria.hold_parent(head.parent_run_id);
    deadline := (extract(epoch from head.deadline_at) * 1000)::bigint;
    observed := (extract(epoch from moment) * 1000)::bigint;
    perform scoria.withdraw_approvals(head);
    select * into landed from scoria.append_external(
      head.run_id, head.tenant_id, head.epoch, 'run.halted',
      '{"error":{"code":"RAIL_EXCEEDED","details":{"limit":' || deadline || ',"observed":' || observed
        || ',"rail":"deadline"},"message":"The run was halted: its deadline had passed before it had ended (deadline). '
        || 'Start a new run with a later one, or look at why it had to wait.","name":"ScoriaError"},"limit":' || deadline
        || ',"observed":' || observed || ',"rail":"deadline"}');
    update scoria.runs set
      status = 'halted', waiting_for = null, awaiting_approval = false, resumable = false, due_at = null, signals = null,
      held = false, external_seq = landed.entry_seq, updated_at = landed.entry_at, finished_at = landed.entry_at
    where runs.run_id = head.run_id;
    run_id := head.run_id;
    woken := null;
    if head.parent_run_id is not null then
      woken := (select p.run_id from scoria.settle_parents(array[head.run_id], array[head.parent_run_id]) as p (run_id));
    end if;
    return next;
  end loop;
end
$$;

-- Adds to what is counted for this minute, and forgets what is older than an hour.
create function scoria.count_in_queues(
  queues text[], tenants text[], added bigint[], refused bigint[], taken bigint[]
) returns void
language plpgsql
set lock_timeout = '1s'
as $$
declare
  this_minute timestamptz := date_trunc('minute', scoria.clock());
begin
  insert into scoria.queue_minutes as m (queue, tenant_id, minute, added, refused, taken)
  select c.queue, c.tenant, this_minute, c.added, c.refused, c.taken
  from unnest(queues, tenants, added, refused, taken) as c (queue, tenant, added, refused, taken)
  order by c.queue, c.tenant
  on conflict (tenant_id, queue, minute) do update set
    added = m.added + excluded.added, refused = m.refused + excluded.refused, taken = m.taken + excluded.taken;
  delete from scoria.queue_minutes m
  where (m.queue, m.tenant_id, m.minute) in (
    select o.queue, o.tenant_id, o.minute from scoria.queue_minutes o
    where o.minute < this_minute - interval '1 hour'
    order by o.minute
    limit 1000
    for update skip locked);
end
$$;

-- Walks from queue to queue along the index of what is queued, and counts in each what is of these tenants.
create function scoria.queue_stats(tenants text[]) returns table (
  queue text, depth integer, aside integer, running integer, oldest timestamptz, five integer[], hour integer[]
)
language sql stable
as $$
  with recursive in_line as (
    (select r.queue from scoria.runs r where r.status = 'queued' and not r.held order by r.queue limit 1)
    union all
    select (
      select r.queue from scoria.runs r
      where r.status = 'queued' and not r.held and r.queue > l.queue
      order by r.queue
      limit 1)
    from in_line l
    where l.queue is not null
  ), running as materialized (
    select r.queue, count(*)::integer as n
    from scoria.runs r
    where r.owner is not null and r.tenant_id = any (tenants)
    group by r.queue
  ), flow as materialized (
    select m.queue,
      array[
        coalesce(sum(m.added) filter (where m.minute > scoria.clock() - interval '5 minutes'), 0),
        coalesce(sum(m.refused) filter (where m.minute > scoria.clock() - interval '5 minutes'), 0),
        coalesce(sum(m.taken) filter (where m.minute > scoria.clock() - interval '5 minutes'), 0)
      ]::integer[] as five,
      array[sum(m.added), sum(m.refused), sum(m.taken)]::integer[] as hour
    from scoria.queue_minutes m
    where m.minute > scoria.clock() - interval '1 hour' and m.tenant_id = any (tenants)
    group by m.queue
  ), named as (
    select l.queue from in_line l where l.queue is not null
    union select h.queue from scoria.runs h where h.status = 'queued' and h.held
    union select q.name from scoria.queues q
    union select r.queue from running r
    union select f.queue from flow f
  )
  select n.queue, counted.n + aside.n, aside.n, coalesce(running.n, 0), least(counted.oldest, aside.oldest),
    coalesce(flow.five, '{0,0,0}'), coalesce(flow.hour, '{0,0,0}')
  from named n
  left join running on running.queue = n.queue
  left join flow on flow.queue = n.queue
  cross join lateral (
    select count(*)::integer as n, min(r.updated_at) as oldest
    from scoria.runs r
    where r.status = 'queued' and not r.held and r.queue = n.queue and r.tenant_id = any (tenants)
  ) counted
  cross join lateral (
    select count(*)::integer as n, min(r.updated_at) as oldest
    from scoria.runs r
    where r.status = 'queued' and r.held and r.queue = n.queue and r.tenant_id = any (tenants)
  ) aside
  where counted.n + aside.n + coalesce(running.n, 0) > 0 or flow.queue is not null
    or exists (select from scoria.queues q where q.name = n.queue)
  order by n.queue
$$;

select scoria.protect_table('scoria.queues');
select scoria.protect_table('scoria.queue_slots');
select scoria.protect_table('scoria.queue_minutes');
`;
