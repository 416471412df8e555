/**
 * Who comes next. Runs stand in lines: those of one tenant and workload, of one kind and priority, in one queue. A claim finds
 * the lines by walking from line to line along the index, never through a line, so it costs as much beside a million queued
 * runs as beside a hundred.
 */
export const fairClaims: string = `-- The queues and kinds that have something in line, paused queues left out, at most 100.
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

`;
