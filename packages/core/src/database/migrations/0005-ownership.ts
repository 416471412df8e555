import type { Migration } from "../migrate.ts";

/**
 * Changes of owner. Each but the first appends an entry with the new epoch in the transaction that changes the owner:
 * that entry takes the place the former owner would write to, and so is what stops it.
 */
export const ownershipMigration: Migration = {
  name: "0005-ownership",
  sql: `
create type scoria.claimed_run as (
  run_id uuid, tenant_id text, kind text, epoch integer, started_at timestamptz, queue text
);

-- Takes a run from the node that lost it. losses: how many nodes in a row will have lost it by now.
create function scoria.take_run(head scoria.runs, node text, losses integer)
returns scoria.claimed_run
language plpgsql
as $$
declare
  landed record;
begin
  select * into landed from scoria.append_external(
    head.run_id, head.tenant_id, head.epoch + 1, 'run.recovered',
    '{"from":' || to_json(head.owner)::text || ',"node":' || to_json(node)::text || '}');
  update scoria.runs set
    status = 'running', waiting_for = null, awaiting_approval = false, resumable = false, due_at = null, signals = null,
    owner = node, epoch = head.epoch + 1, updated_at = landed.entry_at,
    takeovers = losses
  where run_id = head.run_id;
  return row(head.run_id, head.tenant_id, head.kind, head.epoch + 1, head.started_at, head.queue)::scoria.claimed_run;
end
$$;

-- Takes queued runs of the kinds this node knows, as pick_runs picks them. What another node is just taking is skipped, not
-- waited for. With run_ids it takes only those, but for those in a queue that has limits or is paused: they come by turn.
-- A node that is drained or quarantined gets none. The lock is what the pause of a queue waits for.
create function scoria.claim_runs(
  node text, known_kinds text[], known_format smallint, run_ids uuid[], most integer, after_tenant text
)
returns setof scoria.claimed_run
language plpgsql
set lock_timeout = '1s'
set plan_cache_mode = 'force_generic_plan'
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  heads scoria.runs[];
  fresh uuid[];
  again record;
  written record;
begin
  if not scoria.may_take(node) then
    return;
  end if;
  perform pg_advisory_xact_lock_shared(scoria.claims_lock());
  if run_ids is null then
    heads := scoria.pick_runs(known_kinds, known_format, most, after_tenant);
  else
    -- "is true" keeps it to the ids: a plain condition opens the index of all that is queued, as in 0004 that of what is pending.
    heads := array(
      select r from scoria.runs r
      where r.run_id = any (run_ids) and (r.status = 'queued') is true
        and r.kind = any (known_kinds) and r.format <= known_format
        and not exists (select from scoria.queues q where q.name = r.queue)
        and (r.deadline_at is null or r.deadline_at > scoria.clock())
      order by r.run_id
      limit most
      for no key update skip locked);
  end if;

  -- The first owner leaves no entry, so many of these are taken by one statement.
  fresh := array(select h.run_id from unnest(heads) as h where h.epoch = 0);
  if cardinality(fresh) > 0 then
    return query
      update scoria.runs r set status = 'running', owner = node, epoch = 1,
        started_at = greatest(r.created_at, scoria.clock()),
        updated_at = greatest(r.updated_at, scoria.clock())
      where r.run_id = any (fresh)
      returning r.run_id, r.tenant_id, r.kind, r.epoch, r.started_at, r.queue;
  end if;
  select array_agg(h.run_id) as runs, array_agg(h.tenant_id) as tenants, array_agg(h.epoch + 1) as epochs,
    array_agg('{"node":' || to_json(node)::text || '}') as payloads
  into again
  from unnest(heads) as h
  where h.epoch > 0;
  if again.runs is not null then
    select * into written
    from scoria.append_externals(again.runs, again.tenants, again.epochs, 'run.resumed', again.payloads);
    return query
      update scoria.runs r set status = 'running', owner = node, epoch = r.epoch + 1, updated_at = w.at
      from unnest(written.landed, written.ats) as w (run, at)
      where r.run_id = w.run
      returning r.run_id, r.tenant_id, r.kind, r.epoch, r.started_at, r.queue;
  end if;
end
$$;

-- The journal of a run that has just been taken, when it is short: so a claim answers with what most runs have to be begun
-- with. None for one that is long, or has a payload that may be large: those are read apart, few at a time. In a statement
-- with a claim it shows what the claim wrote: a function that may write sees what was written just before.
create function scoria.short_journal(run uuid) returns setof scoria.journal
language plpgsql volatile
as $$
begin
  if not exists (
    select from scoria.journal j
    where j.run_id = run
      and (j.seq > 32 or pg_column_size(j.payload) > 2048 or pg_column_compression(j.payload) is not null)
  ) then
    return query select * from scoria.journal j where j.run_id = run order by j.seq;
  end if;
end
$$;

-- Takes over runs of nodes whose heartbeat is older than their lease, and counts the nodes that lost a run in a row: from
-- the last one before which it had recorded something. Of a run that has lost as many as it may no node is put at risk
-- any more: it ends here.
--
-- Such a run takes its neighbours down with it. They would be counted as it is, and end as it does; so a run that lost two
-- nodes in a row (one, when it may lose three) is taken only by a node that has no other such run. Those that are not to
-- blame then go on, and prove it.
create function scoria.take_over_runs(
  node text, known_kinds text[], known_format smallint, most integer, poison_after integer
)
returns setof scoria.claimed_run
language plpgsql
set lock_timeout = '1s'
as $$
declare
  moment timestamptz := scoria.clock();
  suspect_from constant integer := greatest(1, least(2, poison_after - 2));  -- so that its last chance is its own
  gone_owner text;
  head scoria.runs;
  past record;
  losses integer;
  left_over integer := most;
  was_out_of_touch boolean;
  has_suspect boolean;
begin
  if not scoria.may_take(node) then
    return;
  end if;
  -- After an outage of the database all nodes look gone to the first that is back. That is no run's fault.
  was_out_of_touch := exists (
    select from scoria.nodes n
    where n.node_id = node and n.up_since > n.started_at and n.up_since > moment - n.lease_ms * interval '0.5 milliseconds');

  for gone_owner in select scoria.gone_owners(node) loop
    for head in
      select r.* from scoria.runs r
      where r.owner = gone_owner and r.kind = any (known_kinds) and r.format <= known_format
      order by r.takeovers >= suspect_from, r.run_id
      limit left_over + 100
      for no key update skip locked
    loop
      exit when left_over <= 0;
      past := scoria.since_last_loss(head.run_id);
      losses := case when past.has_progressed then 0 else head.takeovers end
        + case when was_out_of_touch then 0 else 1 end;
      if losses >= poison_after then
        continue when not scoria.hold_parent(head.parent_run_id);
        perform scoria.poison_run(head, losses, past.step_under_way);
        continue;
      end if;
      if head.takeovers >= suspect_from and not past.has_progressed then
        has_suspect := coalesce(has_suspect, exists (
          select from scoria.runs r
          where r.owner = node and r.takeovers >= suspect_from
            and not (select p.has_progressed from scoria.since_last_loss(r.run_id) p)));
        continue when has_suspect;
        has_suspect := true;
      end if;
      return next scoria.take_run(head, node, losses);
      left_over := left_over - 1;
    end loop;
    exit when left_over <= 0;
  end loop;
end
$$;

-- Takes up again what the books say this node owns although it does not execute it: a claim whose answer was lost. No node
-- was lost with it, so none is counted.
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
    return next scoria.take_run(head, node,
      case when (select p.has_progressed from scoria.since_last_loss(head.run_id) p) then 0 else head.takeovers end);
  end loop;
end
$$;

-- Lets a run wait for an operator because no node has its handler. The caller holds the head's lock.
create function scoria.park_run(head scoria.runs) returns void
language plpgsql
as $$
declare
  landed record;
begin
  select * into landed from scoria.append_external(
    head.run_id, head.tenant_id, head.epoch + 1, 'run.waiting',
    '{"waitingFor":{"code":"HANDLER_MISSING","kind":"operator"}}');
  update scoria.runs set
    status = 'waiting', waiting_for = '{"code":"HANDLER_MISSING","kind":"operator"}', resumable = true,
    owner = null, epoch = head.epoch + 1, due_at = null, signals = null, external_seq = landed.entry_seq, updated_at = landed.entry_at
  where run_id = head.run_id;
end
$$;

-- Lets runs wait for an operator whose kind no living node has had for a while: nothing would ever take them. It walks from
-- queued kind to queued kind, and from owner to owner, never through what is queued of a kind that is known.
create function scoria.park_handlerless_runs(grace_ms integer, most integer) returns setof uuid
language plpgsql
set lock_timeout = '1s'
as $$
declare
  moment timestamptz := scoria.clock();
  old_enough timestamptz := moment - grace_ms * interval '1 millisecond';
  known text[];
  one record;
  gone_owner text;
  head scoria.runs;
  left_over integer := most;
begin
  -- Not of the living alone: for a moment all may be away, and whoever wakes first, its own last word long ago, must not
  -- park what has been queued since before.
  known := array(
    select distinct unnest(n.kinds) from scoria.nodes n
    where n.gone_at is null and n.heartbeat_at >= moment - (n.lease_ms + grace_ms) * interval '1 millisecond');
  -- Nor of those that have just gone. Mostly nobody has, and the dead of a whole day are not looked at.
  if (select g.gone_at from scoria.nodes g where g.gone_at is not null order by g.gone_at desc limit 1) >= old_enough then
    known := known || array(select distinct unnest(n.kinds) from scoria.nodes n where n.gone_at >= old_enough);
  end if;

  select '' as queue, '' as kind into one;
  loop
    select r.queue, r.kind into one
    from scoria.runs r
    where r.status = 'queued' and not r.held and (r.queue, r.kind) > (one.queue, one.kind)
    order by r.queue, r.kind
    limit 1;
    exit when one.queue is null or left_over <= 0;
    continue when one.kind = any (known);
    for head in
      select r.* from scoria.runs r
      where (r.status = 'queued') is true and r.updated_at < old_enough and r.run_id = any (array(
        select q.run_id from scoria.runs q
        where q.status = 'queued' and not q.held and q.queue = one.queue and q.kind = one.kind
        order by q.priority desc, q.tenant_id, q.workload, q.run_id
        limit left_over))
      order by r.run_id
      for no key update skip locked
    loop
      perform scoria.park_run(head);
      left_over := left_over - 1;
      return next head.run_id;
    end loop;
  end loop;

  for gone_owner in select scoria.gone_owners('') loop
    for head in
      select r.* from scoria.runs r
      where r.owner = gone_owner and r.kind <> all (known) and r.updated_at < old_enough
      order by r.run_id
      limit left_over
      for no key update skip locked
    loop
      perform scoria.park_run(head);
      left_over := left_over - 1;
      return next head.run_id;
    end loop;
    exit when left_over <= 0;
  end loop;
end
$$;

-- Queues waiting runs whose time has come.
create function scoria.queue_due_runs(most integer) returns setof uuid
language plpgsql
set lock_timeout = '1s'
as $$
declare
  moment timestamptz := scoria.clock();  -- once: a volatile condition would be asked of every future run
begin
  return query
    with due as (
      select r.run_id from scoria.runs r
      where r.due_at <= moment and r.status = 'waiting'
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
