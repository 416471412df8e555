import type { Migration } from "../migrate.ts";

/**
 * What the journal writer calls: the entries of many runs, the heads they change, the runs they start and the
 * approvals they ask for, in one commit. It answers the runs whose group did not land, which is hardly ever one.
 *
 * - The entries of one run form a group. It lands only when the entry before it is stored with the hash that the group
 *   chains to, and all of it or none: a group of which only a part would fit raises SC001 (`torn`), because whoever
 *   took the other place is now ahead of this writer.
 * - Every side write takes only runs whose group landed.
 * - Lock order: heads by run id, new runs by key, journal rows by (run, seq), the rest. It is a function and not one
 *   statement so that what follows the lock sees what was committed while it waited for the lock.
 * - Payloads and hashes come as bytes, one after the other: text arrays are escaped by one side and read again by the other.
 * - Its statements are planned once for all arrays, by index and nested loop whatever the statistics say: a plan made for
 *   empty tables, or anew for each length of the arrays, costs more than the write. Decision 0009 has the figures.
 */
export const writeBatchMigration: Migration = {
  name: "0003-write-batch",
  sql: `
create function scoria.write_batch(
  -- entries, ordered by run and seq; e_first is the first seq of an entry's group
  e_run uuid[], e_first integer[], e_seq integer[], e_tenant text[], e_epoch integer[], e_call integer[], e_type text[],
  e_at bigint[], e_step_key text[], e_role text[], e_from integer[], e_size integer[],
  -- the payloads' UTF-8, an entry's at e_from; and for each entry the hash its group chains to, its digest, its hash
  payloads bytea, hashes bytea,
  -- groups of more than one entry; null where there are none, as all that follow
  g_run uuid[], g_size integer[],
  -- new runs; their groups begin at seq 1
  r_run uuid[], r_tenant text[], r_actor text[], r_session text[], r_metadata text[], r_root_role text[], r_kind text[],
  r_status text[], r_owner text[], r_epoch integer[], r_format smallint[], r_key text[], r_request_hash bytea[],
  r_at bigint[], r_queue text[], r_priority smallint[], r_workload text[], r_concurrency_key text[], r_due_at bigint[],
  r_deadline_at bigint[], r_by_turn boolean,  -- by turn: the queues' limits were looked at
  -- heads that change
  h_run uuid[], h_status text[], h_waiting_for text[], h_awaiting_approval boolean[], h_owner text[],
  h_epoch integer[], h_due_at bigint[], h_signals text[], h_at bigint[],
  -- approvals that are asked for, and those whose run ended before anybody decided
  a_approval uuid[], a_run uuid[], a_tenant text[], a_seq integer[], a_tool text[], a_at bigint[], a_expires_at bigint[],
  w_approval uuid[], w_run uuid[]
) returns setof uuid
language plpgsql
set lock_timeout = '1s'
set plan_cache_mode = 'force_generic_plan'
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  started uuid[] := '{}';
  by_turn text[] := '{}';
  landed uuid[];
begin
  if h_run is not null then
    perform 1 from scoria.runs where run_id = any (h_run) order by run_id for no key update;
  end if;

  -- What starts in a queue that has limits, or is paused, is displaced here, unless it comes to wait for its turn.
  if r_run is not null then
    if not r_by_turn then
      by_turn := array(select q.name from scoria.queues q where q.name = any (r_queue));
    elsif not scoria.take_room(r_queue) then
      -- No run has this id: it says that there is no room, and nothing is written.
      return next '00000000-0000-0000-0000-000000000000'::uuid;
      return;
    end if;
    with inserted as (
      insert into scoria.runs (
        run_id, tenant_id, actor_id, session_id, metadata, root_role, kind, status, awaiting_approval, resumable,
        owner, epoch, format, idempotency_key, request_hash, created_at, updated_at, started_at, finished_at,
        queue, priority, workload, concurrency_key, due_at, waiting_for, deadline_at)
      select r.run, r.tenant, r.actor, r.session, r.metadata::json, r.root_role, r.kind, r.status, false, false,
        r.owner, r.epoch, r.format, r.key, r.request_hash, t.at, t.at,
        case when r.status in ('running', 'completed') then t.at end,
        case when r.status = 'completed' then t.at end,
        r.queue, r.priority, r.workload, r.concurrency_key, due.at,
        -- As JavaScript writes a date: the text is what the journal of a run that sleeps has.
        case when r.status = 'waiting' then ('{"kind":"timer","until":"'
          || to_char(due.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"}')::json end,
        to_timestamp(r.deadline_at::float8 / 1000)
      from unnest(r_run, r_tenant, r_actor, r_session, r_metadata, r_root_role, r_kind, r_status, r_owner, r_epoch,
          r_format, r_key, r_request_hash, r_at, r_queue, r_priority, r_workload, r_concurrency_key, r_due_at, r_deadline_at)
        as r (run, tenant, actor, session, metadata, root_role, kind, status, owner, epoch, format, key, request_hash, at,
          queue, priority, workload, concurrency_key, due_at, deadline_at),
        lateral (select to_timestamp(r.at::float8 / 1000) as at) t,
        lateral (select to_timestamp(r.due_at::float8 / 1000) as at) due
      where r.queue <> all (by_turn) or r.status = 'completed'
      order by r.tenant, r.key
      on conflict do nothing
      returning run_id
    )
    select coalesce(array_agg(run_id), '{}') into started from inserted;
  end if;

  with written as (
    insert into scoria.journal (run_id, seq, tenant_id, epoch, call, type, at, step_key, role, payload, digest, hash)
    select e.run, e.seq, e.tenant, e.epoch, e.call, e.type, to_timestamp(e.at::float8 / 1000), e.step_key, e.role,
      convert_from(substring(payloads from e.place for e.size), 'UTF8')::json,
      substring(hashes from o.n * 96 - 63 for 32), substring(hashes from o.n * 96 - 31 for 32)
    from unnest(e_run, e_first, e_seq, e_tenant, e_epoch, e_call, e_type, e_at, e_step_key, e_role, e_from, e_size)
      with ordinality as e (run, first, seq, tenant, epoch, call, type, at, step_key, role, place, size, nth),
      lateral (select e.nth::integer as n) o
    where case
      when e.first = 1 then e.run = any (started)
      else substring(hashes from o.n * 96 - 95 for 32) =
        (select j.hash from scoria.journal j where j.run_id = e.run and j.seq = e.first - 1)
    end
    on conflict do nothing
    returning run_id
  )
  select coalesce(array_agg(run_id), '{}') into landed from written;

  if cardinality(landed) < cardinality(e_run) then
    if g_run is not null and exists (
      select
      from (select l.run, count(*) as n from unnest(landed) as l (run) group by l.run) l
      join unnest(g_run, g_size) as g (run, size) on g.run = l.run
      where l.n <> g.size
    ) then
      raise exception 'a part of a group would land' using errcode = 'SC001';
    end if;
    return query select distinct e.run from unnest(e_run) as e (run) where e.run <> all (landed);
  end if;

  if h_run is not null then
    update scoria.runs r set
      status = h.status,
      waiting_for = h.waiting_for::json,
      awaiting_approval = h.awaiting_approval,
      resumable = h.status = 'waiting' and h.waiting_for::json ->> 'kind' = 'operator',
      owner = h.owner,
      epoch = h.epoch,
      due_at = to_timestamp(h.due_at::float8 / 1000),
      signals = h.signals::json,
      updated_at = to_timestamp(h.at::float8 / 1000),
      finished_at = case
        when h.status in ('completed', 'failed', 'cancelled', 'halted') then to_timestamp(h.at::float8 / 1000)
      end
    from unnest(h_run, h_status, h_waiting_for, h_awaiting_approval, h_owner, h_epoch, h_due_at, h_signals, h_at)
      as h (run, status, waiting_for, awaiting_approval, owner, epoch, due_at, signals, at)
    where r.run_id = h.run and h.run = any (landed);
  end if;

  if a_approval is not null then
    insert into scoria.approvals (approval_id, tenant_id, run_id, seq, tool, status, requested_at, expires_at)
    select a.approval, a.tenant, a.run, a.seq, a.tool, 'pending', to_timestamp(a.at::float8 / 1000),
      to_timestamp(a.expires_at::float8 / 1000)
    from unnest(a_approval, a_run, a_tenant, a_seq, a_tool, a_at, a_expires_at)
      as a (approval, run, tenant, seq, tool, at, expires_at)
    where a.run = any (landed);
  end if;

  if w_approval is not null then
    -- "is true": 0004 has the reason.
    update scoria.approvals set status = 'withdrawn'
    where approval_id = any (w_approval) and (status = 'pending') is true and run_id = any (landed);
  end if;

  if exists (select from scoria.follows) then
    perform scoria.mark_followed(array_agg(e.run), array_agg(e.tenant), array_agg(e.type))
    from unnest(e_run, e_tenant, e_type) as e (run, tenant, type)
    where e.run = any (landed);
  end if;
end
$$;
`,
};
