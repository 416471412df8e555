import type { Migration } from "../migrate.ts";

/**
 * Who comes next. A queue needs no row: one is there only while it has limits or weights, or is paused.
 *
 * Runs stand in lines: those of one tenant and workload, of one kind and priority, in one queue. A claim finds the lines by
 * walking from line to line along the index, never through a line, so it costs as much beside a million queued runs as beside
 * a hundred.
 */
export const queuesMigration: Migration = {
  name: "0011-queues",
  sql: `
create table scoria.queues (
  name                text primary key,
  max_size            integer,     -- of what is queued, of all tenants
  concurrency         integer,     -- of what is running: in the queue, of one tenant in it, of one key in it
  tenant_concurrency  integer,
  key_concurrency     integer,
  workload_weights    jsonb not null default '{}',
  tenant_weights      jsonb not null default '{}',
  paused_at           timestamptz,
  paused_by           text,
  pause_reason        text,
  room                integer not null default 0,  -- how many may be added before what is queued is counted again
  counted_at          timestamptz not null default '-infinity',
  changed_at          timestamptz not null
);

-- The runs that take up the limits of their queue. A row counts while its run is running; others are swept at the next claim.
create table scoria.queue_slots (
  run_id           uuid primary key,
  queue            text not null,
  tenant_id        text not null,
  concurrency_key  text
);
create index queue_slots_queue on scoria.queue_slots (queue);

-- What nodes counted, by the minute; about a second late.
create table scoria.queue_minutes (
  queue      text not null,
  tenant_id  text not null,
  minute     timestamptz not null,
  added      bigint not null default 0,
  refused    bigint not null default 0,
  taken      bigint not null default 0,
  primary key (tenant_id, queue, minute)
);
create index queue_minutes_minute on scoria.queue_minutes (minute);

-- Claims share this lock, and the pause of a queue waits for those that are under way.
create function scoria.claims_lock() returns bigint
language sql immutable
return 7305808869232501601;

create function scoria.is_limited(q scoria.queues) returns boolean
language sql immutable
return coalesce(q.concurrency, q.tenant_concurrency, q.key_concurrency) is not null;

-- The queues and kinds that have something in line, paused queues left out, at most 100.
create function scoria.places_in_line(known_kinds text[], out queues text[], out kinds text[])
language plpgsql
as $$
declare
  one record;
begin
  queues := '{}';
  kinds := '{}';
  select '' as queue, '' as kind, false as is_paused into one;
  loop
    -- Past a queue that is paused; else to the next kind in it.
    if one.is_paused then
      select r.queue, r.kind, false as is_paused into one
      from scoria.runs r
      where r.status = 'queued' and not r.held and r.queue > one.queue
      order by r.queue, r.kind
      limit 1;
    else
      select r.queue, r.kind, false as is_paused into one
      from scoria.runs r
      where r.status = 'queued' and not r.held and (r.queue, r.kind) > (one.queue, one.kind)
      order by r.queue, r.kind
      limit 1;
    end if;
    exit when one.queue is null or cardinality(queues) >= 100;
    one.is_paused := exists (select from scoria.queues q where q.name = one.queue and q.paused_at is not null);
    if not one.is_paused and one.kind = any (known_kinds) then
      queues := queues || one.queue;
      kinds := kinds || one.kind;
    end if;
  end loop;
end
$$;

-- Takes from the lines of one priority, fairly: each tenant gets its part, and of that each of its workloads, by weight and
-- else alike; what one does not use goes to the others. It looks at 32 lines at most, from after_tenant on and round.
-- busy: of tenants that have runs in this queue, how many more they may have.
create function scoria.pick_from_priority(
  in_queue text, in_kind text, in_priority smallint, known_format smallint, most integer, taken uuid[], after_tenant text,
  gate scoria.queues, busy jsonb
) returns scoria.runs[]
language plpgsql
as $$
declare
  moment timestamptz := scoria.clock();
  picked scoria.runs[] := '{}';
  of_line scoria.runs[];
  tenants text[] := '{}';
  workloads text[] := '{}';
  line record;
  has_wrapped boolean := after_tenant = '';
  share record;
  room integer;
  used jsonb := '{}';
begin
  select after_tenant as tenant, null::text as workload into line;
  loop
    if line.workload is null then
      select r.tenant_id as tenant, r.workload as workload into line
      from scoria.runs r
      where r.status = 'queued' and not r.held and r.queue = in_queue and r.kind = in_kind and r.priority = in_priority
        and r.tenant_id > line.tenant
      order by r.tenant_id, r.workload
      limit 1;
    else
      select r.tenant_id as tenant, r.workload as workload into line
      from scoria.runs r
      where r.status = 'queued' and not r.held and r.queue = in_queue and r.kind = in_kind and r.priority = in_priority
        and (r.tenant_id, r.workload) > (line.tenant, line.workload)
      order by r.tenant_id, r.workload
      limit 1;
    end if;
    if line.tenant is null and not has_wrapped then
      has_wrapped := true;
      select '' as tenant, null::text as workload into line;
      continue;
    end if;
    exit when line.tenant is null or cardinality(tenants) >= 32;
    exit when has_wrapped and after_tenant <> '' and line.tenant > after_tenant;
    if (busy ->> line.tenant)::integer <= 0 then
      line.workload := null;  -- on to the next tenant
      continue;
    end if;
    tenants := tenants || line.tenant;
    workloads := workloads || line.workload;
  end loop;

  -- Whole parts to each, what is left over by lot; then whatever is still free to whoever has more.
  for share in
    with weighed as (
      select l.tenant, l.workload,
        greatest(coalesce((gate.tenant_weights ->> l.tenant)::float8, 1), 0.001) * w.weight
          / sum(w.weight) over (partition by l.tenant) as weight
      from unnest(tenants, workloads) as l (tenant, workload),
        lateral (
          select greatest(coalesce((gate.workload_weights ->> l.workload)::float8, 1), 0.001) as weight
        ) w
    ), parts as (
      select p.*, most * p.weight / sum(p.weight) over () as part, row_number() over (order by -ln(1 - random()) / p.weight) as lot
      from weighed p
    )
    select p.tenant, p.workload,
      floor(p.part)::integer + case when p.lot <= most - sum(floor(p.part)) over () then 1 else 0 end as own
    from parts p
    order by p.lot
  loop
    continue when share.own = 0;
    room := least(share.own, (busy ->> share.tenant)::integer - coalesce((used ->> share.tenant)::integer, 0));
    continue when room <= 0;
    of_line := scoria.pick_from_line(in_queue, in_kind, in_priority, share.tenant, share.workload, known_format, room, taken, moment);
    picked := picked || of_line;
    used := jsonb_set(used, array[share.tenant],
      to_jsonb(coalesce((used ->> share.tenant)::integer, 0) + cardinality(of_line)));
  end loop;
  if cardinality(picked) < most and cardinality(tenants) > 0 then
    taken := taken || array(select p.run_id from unnest(picked) as p);
    for share in select l.tenant, l.workload from unnest(tenants, workloads) as l (tenant, workload) order by random() loop
      exit when cardinality(picked) >= most;
      room := least(
        most - cardinality(picked), (busy ->> share.tenant)::integer - coalesce((used ->> share.tenant)::integer, 0));
      continue when room <= 0;
      of_line := scoria.pick_from_line(in_queue, in_kind, in_priority, share.tenant, share.workload, known_format, room, taken, moment);
      picked := picked || of_line;
      used := jsonb_set(used, array[share.tenant],
        to_jsonb(coalesce((used ->> share.tenant)::integer, 0) + cardinality(of_line)));
    end loop;
  end if;
  return picked;
end
$$;

create function scoria.pick_from_line(
  in_queue text, in_kind text, in_priority smallint, in_tenant text, in_workload text, known_format smallint, most integer,
  taken uuid[], moment timestamptz
) returns scoria.runs[]
language plpgsql
as $$
begin
  return array(
    select r from scoria.runs r
    where r.status = 'queued' and not r.held and r.queue = in_queue and r.kind = in_kind and r.priority = in_priority
      and r.tenant_id = in_tenant and r.workload = in_workload
      and r.format <= known_format and r.run_id <> all (taken) and (r.deadline_at is null or r.deadline_at > moment)
    order by r.run_id
    limit most
    for no key update skip locked);
end
$$;

-- Takes from one kind in one queue, the highest priority first; but one place in eight goes to what stands below it, so that
-- nothing waits for ever behind a flood of what is more urgent.
create function scoria.pick_from_place(
  in_queue text, in_kind text, known_format smallint, most integer, taken uuid[], after_tenant text,
  gate scoria.queues, busy jsonb
) returns scoria.runs[]
language plpgsql
as $$
declare
  priorities smallint[] := '{}';
  one smallint;
  below integer;
  picked scoria.runs[] := '{}';
begin
  select r.priority into one
  from scoria.runs r
  where r.status = 'queued' and not r.held and r.queue = in_queue and r.kind = in_kind
  order by r.priority desc
  limit 1;
  while one is not null and cardinality(priorities) < 16 loop
    priorities := priorities || one;
    select r.priority into one
    from scoria.runs r
    where r.status = 'queued' and not r.held and r.queue = in_queue and r.kind = in_kind and r.priority < one
    order by r.priority desc
    limit 1;
  end loop;

  if cardinality(priorities) > 1 then
    below := least(most, floor(most / 8.0 + random()));
    one := priorities[2 + floor(random() * (cardinality(priorities) - 1))::integer];
    picked := scoria.pick_from_priority(in_queue, in_kind, one, known_format, below, taken, after_tenant, gate, busy);
  end if;
  foreach one in array priorities loop
    exit when cardinality(picked) >= most;
    picked := picked || scoria.pick_from_priority(in_queue, in_kind, one, known_format, most - cardinality(picked),
      taken || array(select p.run_id from unnest(picked) as p), after_tenant, gate, busy);
  end loop;
  return picked;
end
$$;

-- Lets go of the slots of runs that run no more, and puts as many runs of their keys back in line.
create function scoria.free_slots(in_queue text) returns void
language plpgsql
as $$
declare
  freed record;
begin
  for freed in
    with gone as (
      delete from scoria.queue_slots s
      where s.queue = in_queue and not exists (
        select from scoria.runs r where r.run_id = s.run_id and r.status = 'running')
      returning s.concurrency_key
    )
    select g.concurrency_key as key, count(*)::integer as n from gone g where g.concurrency_key is not null group by 1
  loop
    update scoria.runs r set held = false
    where r.run_id = any (array(
      select h.run_id from scoria.runs h
      where h.status = 'queued' and h.held and h.queue = in_queue and h.concurrency_key = freed.key
      order by h.run_id
      limit freed.n
      for no key update skip locked));
  end loop;
end
$$;

-- Takes from one kind in a queue with limits. Whoever claims from it at the same moment goes on without it: slots are counted
-- by one at a time. A run whose key is at its limit steps out of line until one of that key is done.
create function scoria.pick_within_limits(
  in_queue text, in_kind text, known_format smallint, most integer, taken uuid[], after_tenant text
) returns scoria.runs[]
language plpgsql
as $$
declare
  gate scoria.queues;
  picked scoria.runs[];
  kept scoria.runs[];
  busy jsonb := '{}';
  slots integer;
begin
  select q.* into gate from scoria.queues q where q.name = in_queue for no key update skip locked;
  if gate.name is null then
    return '{}';
  end if;
  perform scoria.free_slots(in_queue);
  select count(*) into slots from scoria.queue_slots s where s.queue = in_queue;
  most := least(most, gate.concurrency - slots);
  if most <= 0 then
    return '{}';
  end if;
  if gate.tenant_concurrency is not null then
    -- Whoever has none yet is not named here, and may have as many as a claim gives.
    select coalesce(jsonb_object_agg(t.tenant_id, gate.tenant_concurrency - t.n), '{}') into busy
    from (select s.tenant_id, count(*) as n from scoria.queue_slots s where s.queue = in_queue group by 1) t;
  end if;
  picked := scoria.pick_from_place(in_queue, in_kind, known_format, most, taken, after_tenant, gate, busy);

  kept := picked;
  if gate.tenant_concurrency is not null then
    kept := array(
      select p from (
        select p, row_number() over (partition by p.tenant_id order by p.priority desc, p.run_id) as nth from unnest(kept) as p
      ) ranked
      where ranked.nth <= coalesce((busy ->> (ranked.p).tenant_id)::integer, gate.tenant_concurrency));
  end if;
  if gate.key_concurrency is not null then
    with ranked as (
      select p, row_number() over (partition by p.concurrency_key order by p.priority desc, p.run_id)
        + (select count(*) from scoria.queue_slots s where s.queue = in_queue and s.concurrency_key = p.concurrency_key) as nth
      from unnest(kept) as p
    ), stood_aside as (
      update scoria.runs r set held = true
      from ranked
      where (ranked.p).concurrency_key is not null and ranked.nth > gate.key_concurrency and r.run_id = (ranked.p).run_id
    )
    select array_agg(ranked.p) into kept
    from ranked
    where (ranked.p).concurrency_key is null or ranked.nth <= gate.key_concurrency;
    kept := coalesce(kept, '{}');
  end if;
  insert into scoria.queue_slots (run_id, queue, tenant_id, concurrency_key)
  select p.run_id, in_queue, p.tenant_id, p.concurrency_key from unnest(kept) as p
  on conflict (run_id) do update set queue = excluded.queue;
  return kept;
end
$$;

-- Picks the runs of a claim: of each queue and kind its part, in no order; what one does not use goes to the others.
create function scoria.pick_runs(known_kinds text[], known_format smallint, most integer, after_tenant text)
returns scoria.runs[]
language plpgsql
as $$
declare
  place record;
  gate scoria.queues;
  picked scoria.runs[] := '{}';
  left_places integer;
  part integer;
begin
  -- Where all that is queued stands aside, nothing is in line that would lead there.
  for gate in
    select q.* from scoria.queues q
    where q.key_concurrency is not null and q.paused_at is null
      and exists (select from scoria.runs r where r.status = 'queued' and r.held and r.queue = q.name)
    order by q.name
    for no key update skip locked
  loop
    perform scoria.free_slots(gate.name);
  end loop;
  for round in 1..2 loop
    left_places := null;
    for place in
      select p.queue, p.kind, count(*) over ()::integer as n
      from scoria.places_in_line(known_kinds) l, unnest(l.queues, l.kinds) as p (queue, kind)
      order by random()
    loop
      left_places := coalesce(left_places, place.n);
      exit when cardinality(picked) >= most;
      part := case round when 1 then ceil((most - cardinality(picked))::numeric / left_places) else most - cardinality(picked) end;
      left_places := left_places - 1;
      select q.* into gate from scoria.queues q where q.name = place.queue;
      picked := picked || case
        when scoria.is_limited(gate) then scoria.pick_within_limits(
          place.queue, place.kind, known_format, part, array(select p.run_id from unnest(picked) as p), after_tenant)
        else scoria.pick_from_place(
          place.queue, place.kind, known_format, part, array(select p.run_id from unnest(picked) as p), after_tenant, gate, '{}')
      end;
    end loop;
    -- One place alone has had its turn.
    exit when coalesce(cardinality(picked), 0) >= most or left_places is null or place.n = 1;
  end loop;
  return picked;
end
$$;

-- Room for as many as are named, in each queue that is named; of queues without a size there is always. What is queued is
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
`,
};
