import type { Migration } from "../migrate.ts";

/**
 * Runs that belong to runs: children, which their parent may wait for, and the next run of a chain.
 *
 * - Both begin in the very statement that writes the entry of the run which started them, so there is no moment at which
 *   one stands without the other (`grow_tree`, called by the statement of the journal's writer after `write_batch`).
 * - A run that waits for children notes which (`awaits`) and how many have not ended (`pending`), under the lock of its head.
 *   The end of a child takes that lock too, in its own statement, and counts down: it is either seen by the pause, or sees it.
 * - `awaits` holds for one pause, whose epoch stands beside it. So whatever else wakes a run need not know of it.
 * - Lock order: heads by run id, those of parents among them. Whoever holds a head out of that order skips what is locked.
 */
export const childrenMigration: Migration = {
  name: "0013-children",
  sql: `
alter table scoria.runs
  add column parent_run_id     uuid,
  add column continued_from    uuid,                             -- the run before it in a chain
  add column awaits            uuid[],                           -- waiting in awaits_epoch: the children whose end counts
  add column awaits_epoch      integer,
  add column cancels_children  boolean not null default false;   -- it was cancelled, and not all of its children have heard

create index runs_children on scoria.runs (parent_run_id, run_id) where parent_run_id is not null;
create index runs_cancelling on scoria.runs (run_id) where cancels_children;

-- Locks heads in the order that everybody keeps. Answers how many there are.
create function scoria.hold_heads(heads uuid[]) returns bigint
language plpgsql
set lock_timeout = '1s'
set enable_seqscan = off
as $$
declare
  held bigint;
begin
  select count(*) into held
  from (select r.run_id from scoria.runs r where r.run_id = any (heads) order by r.run_id for no key update) h;
  return held;
end
$$;

-- Whether the end of a child may be told to its parent here: it has none, the parent's head could be locked without waiting,
-- or the parent is not there any more. For those who hold other heads already.
create function scoria.hold_parent(parent uuid) returns boolean
language plpgsql
as $$
begin
  if parent is null then
    return true;
  end if;
  perform 1 from scoria.runs r where r.run_id = parent for no key update skip locked;
  return found or not exists (select from scoria.runs r where r.run_id = parent);
end
$$;

-- Counts children that have ended down from what their parents wait for, and queues the parents that wait for no more. The
-- caller holds the heads of all of them. Answers the parents that were queued.
create function scoria.settle_parents(children uuid[], parents uuid[]) returns setof uuid
language plpgsql
set enable_seqscan = off
as $$
begin
  return query
    with told as (
      select waiting.run_id, waiting.ended
      from (select distinct p.parent from unnest(parents) as p (parent)) each_parent, lateral (
        select r.run_id, (
          select count(*)::integer
          from unnest(children, parents) as c (child, parent)
          where c.parent = r.run_id and c.child = any (r.awaits)
        ) as ended
        from scoria.runs r
        where r.run_id = each_parent.parent and r.status = 'waiting' and r.awaits_epoch = r.epoch
      ) waiting
      where waiting.ended > 0
    ), counted as (
      update scoria.runs r set
        pending = greatest(0, r.pending - told.ended),
        status = case when r.pending <= told.ended then 'queued' else r.status end,
        waiting_for = case when r.pending > told.ended then r.waiting_for end,
        awaiting_approval = r.awaiting_approval and r.pending > told.ended,
        resumable = r.resumable and r.pending > told.ended,
        due_at = case when r.pending > told.ended then r.due_at end,
        signals = case when r.pending > told.ended then r.signals end,
        updated_at = case when r.pending > told.ended then r.updated_at else greatest(r.updated_at, scoria.clock()) end
      from told
      where r.run_id = told.run_id
      returning r.run_id, r.status
    )
    select counted.run_id from counted where counted.status = 'queued';
end
$$;

-- What groups of entries that have just been written do to other runs of their tree. Nothing for the groups of 'displaced'
-- runs, which did not land. Answers the runs that wait for nothing any more, and were queued.
create function scoria.grow_tree(
  displaced uuid[],
  -- runs that begin, and the run that starts each: as its child, or (continues) as the next of its chain, which has its parent
  s_by uuid[], s_run uuid[], s_continues boolean[], s_kind text[], s_root_role text[], s_metadata text[], s_format smallint[],
  s_at bigint[], s_from integer[], s_size integer[],
  -- the payloads of their first entries, and for each 96 bytes of which the last 64 are its digest and its hash
  s_payloads bytea, s_hashes bytea,
  -- children that end, and the parent of each; null where there are none, as all that follow
  e_run uuid[], e_parent uuid[],
  -- runs that wait for children: a JSON array of sets of run ids, of which one set is enough
  w_run uuid[], w_sets text[],
  -- runs that end cancelled and have children
  c_run uuid[]
) returns setof uuid
language plpgsql
set lock_timeout = '1s'
set plan_cache_mode = 'force_generic_plan'
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  started uuid[];
begin
  if s_run is not null then
    with inserted as (
      insert into scoria.runs (
        run_id, tenant_id, actor_id, session_id, metadata, root_role, kind, status, awaiting_approval, resumable,
        epoch, format, queue, priority, workload, concurrency_key, created_at, updated_at, parent_run_id, continued_from)
      select s.run, b.tenant_id, b.actor_id, b.session_id, s.metadata::json, s.root_role, s.kind, 'queued', false, false,
        0, s.format, b.queue, b.priority, b.workload, case when s.continues then b.concurrency_key end, t.at, t.at,
        case when s.continues then b.parent_run_id else b.run_id end,
        case when s.continues then b.run_id end
      from unnest(s_by, s_run, s_continues, s_kind, s_root_role, s_metadata, s_format, s_at)
          as s (by_run, run, continues, kind, root_role, metadata, format, at)
        join scoria.runs b on b.run_id = s.by_run,
        lateral (select to_timestamp(s.at::float8 / 1000) as at) t
      where s.by_run <> all (displaced)
      on conflict do nothing
      returning run_id
    )
    select coalesce(array_agg(run_id), '{}') into started from inserted;

    insert into scoria.journal (run_id, seq, tenant_id, epoch, call, type, at, payload, digest, hash)
    select s.run, 1, r.tenant_id, 0, 0, 'run.started', to_timestamp(s.at::float8 / 1000),
      convert_from(substring(s_payloads from s.place for s.size), 'UTF8')::json,
      substring(s_hashes from s.nth::integer * 96 - 63 for 32), substring(s_hashes from s.nth::integer * 96 - 31 for 32)
    from unnest(s_run, s_at, s_from, s_size) with ordinality as s (run, at, place, size, nth)
    join scoria.runs r on r.run_id = s.run
    where s.run = any (started);

    if exists (select from scoria.follows) then
      perform scoria.mark_followed(array_agg(r.run_id), array_agg(r.tenant_id), array_agg('run.started'::text))
      from unnest(started) as s (run)
      join scoria.runs r on r.run_id = s.run;
    end if;
  end if;

  -- Before the pauses: a child that ends in the very commit in which its parent pauses is one that the pause does not count.
  if e_run is not null then
    return query
      select scoria.settle_parents(array_agg(e.run), array_agg(e.parent))
      from unnest(e_run, e_parent) as e (run, parent)
      where e.run <> all (displaced);
  end if;

  if w_run is not null then
    return query
      with asked as (
        select w.run, sets.ids, sets.pending
        from unnest(w_run, w_sets) as w (run, sets), lateral (
          select min(of_set.pending)::integer as pending,
            array(
              select i.id::uuid
              from json_array_elements(w.sets::json) as a (ids), json_array_elements_text(a.ids) as i (id)
            ) as ids
          from json_array_elements(w.sets::json) as one (ids), lateral (
            select count(*) as pending
            from json_array_elements_text(one.ids) as i (id), lateral (
              select from scoria.runs c where c.run_id = i.id::uuid and c.finished_at is null
            ) open_child
          ) of_set
        ) sets
        where w.run <> all (displaced)
      ), noted as (
        update scoria.runs r set
          awaits = asked.ids,
          awaits_epoch = r.epoch,
          pending = asked.pending,
          -- All of a set ended while the pause was on its way: it goes on at once.
          status = case when asked.pending = 0 then 'queued' else r.status end,
          waiting_for = case when asked.pending > 0 then r.waiting_for end,
          awaiting_approval = r.awaiting_approval and asked.pending > 0,
          due_at = case when asked.pending > 0 then r.due_at end,
          signals = case when asked.pending > 0 then r.signals end
        from asked
        where r.run_id = asked.run and r.status = 'waiting'
        returning r.run_id, r.status
      )
      select noted.run_id from noted where noted.status = 'queued';
  end if;

  if c_run is not null then
    update scoria.runs r set cancels_children = true
    where r.run_id = any (c_run) and r.run_id <> all (displaced) and exists (
      select from scoria.runs c where c.parent_run_id = r.run_id and c.finished_at is null);
  end if;
end
$$;

-- Asks for the end of the children of cancelled runs, some at a time; those that nobody owns end here, and their children are
-- asked for next. What somebody holds is left for the next time. Answers whom it asked, and whether it ended.
create function scoria.cancel_children(most integer) returns table (child_id uuid, ended boolean)
language plpgsql
set lock_timeout = '1s'
set enable_seqscan = off
as $$
declare
  parent scoria.runs;
  child scoria.runs;
  landed record;
  canceller text;
  reason text;
  left_over integer := most;
begin
  for parent in
    select r.* from scoria.runs r
    where r.cancels_children
    order by r.run_id
    limit most
    for no key update skip locked
  loop
    canceller := coalesce(
      (select j.payload ->> 'by' from scoria.journal j where j.run_id = parent.run_id order by j.seq desc limit 1),
      parent.actor_id);
    reason := 'its parent run ' || parent.run_id || ' was cancelled';
    for child in
      select c.* from scoria.runs c
      where c.parent_run_id = parent.run_id and c.finished_at is null
        and not exists (select from scoria.journal j where j.run_id = c.run_id and j.type = 'cancel.requested')
      order by c.run_id
      limit left_over
      for no key update of c skip locked
    loop
      select * into landed from scoria.append_external(
        child.run_id, child.tenant_id, child.epoch, 'cancel.requested',
        '{"by":' || to_json(canceller)::text || ',"cancelId":"' || gen_random_uuid() || '","reason":' || to_json(reason)::text || '}');
      update scoria.runs r set external_seq = landed.entry_seq, updated_at = landed.entry_at where r.run_id = child.run_id;
      child_id := child.run_id;
      ended := child.owner is null;
      if ended then
        perform scoria.end_by_cancel(
          child,
          '{"by":' || to_json(canceller)::text
            || ',"error":{"message":' || to_json('The run was cancelled by ' || canceller || ': ' || reason || '.')::text
            || ',"name":"RunCancelled"},"reason":' || to_json(reason)::text || '}');
      end if;
      left_over := left_over - 1;
      return next;
    end loop;
    update scoria.runs r set cancels_children = exists (
      select from scoria.runs c
      where c.parent_run_id = parent.run_id and c.finished_at is null
        and not exists (select from scoria.journal j where j.run_id = c.run_id and j.type = 'cancel.requested'))
    where r.run_id = parent.run_id;
    exit when left_over <= 0;
  end loop;
end
$$;

select scoria.grant_roles();
`,
};
