import type { Migration } from "../migrate.ts";

/**
 * Changes of owner. Each but the first appends an entry with the new epoch in the transaction that changes the owner:
 * that entry takes the place the former owner would write to, and so is what stops it.
 */
export const ownershipMigration: Migration = {
  name: "0005-ownership",
  sql: `
create type scoria.claimed_run as (run_id uuid, tenant_id text, kind text, epoch integer, started_at timestamptz);

create function scoria.take_run(head scoria.runs, node text, entry_type text) returns scoria.claimed_run
language plpgsql
as $$
declare
  landed record;
begin
  -- The first owner leaves no entry: when it began stands in the head alone.
  if head.epoch = 0 then
    update scoria.runs set status = 'running', owner = node, epoch = 1,
      started_at = greatest(head.created_at, scoria.clock()),
      updated_at = greatest(head.updated_at, scoria.clock())
    where run_id = head.run_id
    returning started_at into head.started_at;
  else
    select * into landed from scoria.append_external(
      head.run_id, head.tenant_id, head.epoch + 1, entry_type,
      case when head.owner is null then '{' else '{"from":' || to_json(head.owner)::text || ',' end
        || '"node":' || to_json(node)::text || '}');

    update scoria.runs set
      status = 'running', waiting_for = null, awaiting_approval = false, resumable = false, due_at = null, signals = null,
      owner = node, epoch = head.epoch + 1, updated_at = landed.entry_at,
      takeovers = head.takeovers + case when head.owner is null then 0 else 1 end
    where run_id = head.run_id;
  end if;
  return row(head.run_id, head.tenant_id, head.kind, head.epoch + 1, head.started_at)::scoria.claimed_run;
end
$$;

-- Takes queued runs of the kinds this node knows, oldest first within a kind. What another node is just taking is
-- skipped, not waited for. With run_ids it takes only those.
create function scoria.claim_runs(node text, known_kinds text[], known_format smallint, run_ids uuid[], most integer)
returns setof scoria.claimed_run
language plpgsql
set lock_timeout = '1s'
as $$
declare
  one_kind text;
  head scoria.runs;
  left_over integer := most;
begin
  if run_ids is not null then
    for head in
      select r.* from scoria.runs r
      where r.run_id = any (run_ids) and r.status = 'queued' and r.kind = any (known_kinds) and r.format <= known_format
      order by r.run_id
      limit most
      for no key update skip locked
    loop
      return next scoria.take_run(head, node, 'run.resumed');
    end loop;
    return;
  end if;

  foreach one_kind in array known_kinds loop
    exit when left_over <= 0;
    for head in
      select r.* from scoria.runs r
      where r.status = 'queued' and r.queue = 'default' and r.kind = one_kind and r.format <= known_format
      order by r.priority desc, r.run_id
      limit left_over
      for no key update skip locked
    loop
      return next scoria.take_run(head, node, 'run.resumed');
      left_over := left_over - 1;
    end loop;
  end loop;
end
$$;

-- Takes over runs of nodes whose heartbeat is older than their lease.
create function scoria.take_over_runs(node text, known_kinds text[], known_format smallint, most integer)
returns setof scoria.claimed_run
language plpgsql
set lock_timeout = '1s'
as $$
declare
  gone text[];
  head scoria.runs;
begin
  gone := array(
    select n.node_id from scoria.nodes n
    where n.node_id <> node and n.heartbeat_at < scoria.clock() - n.lease_ms * interval '1 millisecond'
  );
  if cardinality(gone) = 0 then
    return;
  end if;
  for head in
    select r.* from scoria.runs r
    where r.owner = any (gone) and r.kind = any (known_kinds) and r.format <= known_format
    order by r.run_id
    limit most
    for no key update skip locked
  loop
    return next scoria.take_run(head, node, 'run.recovered');
  end loop;
end
$$;

-- Takes up again what the books say this node owns although it does not execute it: a claim whose answer was lost.
create function scoria.take_up_runs(node text, run_ids uuid[], epochs integer[])
returns setof scoria.claimed_run
language plpgsql
set lock_timeout = '1s'
as $$
declare
  head scoria.runs;
begin
  for head in
    select r.* from scoria.runs r
    where r.run_id = any (run_ids) and r.owner = node and r.epoch = epochs[array_position(run_ids, r.run_id)]
    order by r.run_id
    for no key update skip locked
  loop
    return next scoria.take_run(head, node, 'run.recovered');
  end loop;
end
$$;

-- Lets runs wait for an operator whose kind no living node has had for a while: nothing would ever take them.
create function scoria.park_handlerless_runs(grace_ms integer, most integer) returns setof uuid
language plpgsql
set lock_timeout = '1s'
as $$
declare
  alive text[];
  gone text[];
  known text[];
  head scoria.runs;
  landed record;
begin
  alive := array(select n.node_id from scoria.nodes n where n.heartbeat_at >= scoria.clock() - n.lease_ms * interval '1 millisecond');
  gone := array(select n.node_id from scoria.nodes n where n.node_id <> all (alive));
  -- Not of the living alone: for a moment all may be away, and whoever wakes first, its own last word long ago, must not
  -- park what has been queued since before.
  known := array(
    select distinct unnest(n.kinds) from scoria.nodes n
    where n.heartbeat_at >= scoria.clock() - (n.lease_ms + grace_ms) * interval '1 millisecond'
  );
  for head in
    select r.* from scoria.runs r
    where (r.status = 'queued' or r.owner = any (gone))
      and r.kind <> all (known)
      and r.updated_at < scoria.clock() - grace_ms * interval '1 millisecond'
    order by r.run_id
    limit most
    for no key update skip locked
  loop
    select * into landed from scoria.append_external(
      head.run_id, head.tenant_id, head.epoch + 1, 'run.waiting',
      '{"waitingFor":{"code":"HANDLER_MISSING","kind":"operator"}}');
    update scoria.runs set
      status = 'waiting', waiting_for = '{"code":"HANDLER_MISSING","kind":"operator"}', resumable = true,
      owner = null, epoch = head.epoch + 1, due_at = null, signals = null, external_seq = landed.entry_seq, updated_at = landed.entry_at
    where run_id = head.run_id;
    return next head.run_id;
  end loop;
end
$$;

-- Queues waiting runs whose time has come.
create function scoria.queue_due_runs(most integer) returns setof uuid
language plpgsql
set lock_timeout = '1s'
as $$
begin
  return query
    with due as (
      select r.run_id from scoria.runs r
      where r.due_at <= scoria.clock() and r.status = 'waiting'
      order by r.due_at
      limit most
      for no key update skip locked
    )
    update scoria.runs r set
      status = 'queued', waiting_for = null, awaiting_approval = false, resumable = false, due_at = null, signals = null,
      updated_at = greatest(r.updated_at, scoria.clock())
    where r.run_id = any (array(select due.run_id from due))
    returning r.run_id;
end
$$;
`,
};
