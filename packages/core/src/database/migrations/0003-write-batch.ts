import type { Migration } from "../migrate.ts";

/**
 * What the journal writer calls: the entries of many runs, the heads they change, the runs they start and the
 * approvals they ask for, in one commit.
 *
 * - The entries of one run form a group. It lands only when the entry before it is stored with the hash that the group
 *   chains to, and all of it or none: a group of which only a part would fit raises SC001 (`torn`), because whoever
 *   took the other place is now ahead of this writer.
 * - Every side write takes only runs whose group landed.
 * - Lock order: heads by run id, new runs by key, journal rows by (run, seq), the rest. It is a function and not one
 *   statement so that what follows the lock sees what was committed while it waited for the lock.
 * - `= any(array)` and one indexed update per head keep index plans on tables that were never analysed.
 */
export const writeBatchMigration: Migration = {
  name: "0003-write-batch",
  sql: `
create function scoria.write_batch(
  -- entries, ordered by run and seq
  e_run uuid[], e_seq integer[], e_tenant text[], e_epoch integer[], e_call integer[], e_type text[], e_at bigint[],
  e_step_key text[], e_role text[], e_payload text[], e_digest bytea[], e_hash bytea[],
  -- payloads too large for an array, and which entry each belongs to
  large_entry integer[], large_payload text[],
  -- groups: the run, its first seq, the hash it chains to, how many entries it has
  g_run uuid[], g_first integer[], g_prev bytea[], g_size integer[],
  -- new runs; their groups begin at seq 1
  r_run uuid[], r_tenant text[], r_actor text[], r_session text[], r_metadata text[], r_root_role text[], r_kind text[],
  r_status text[], r_owner text[], r_epoch integer[], r_format smallint[], r_key text[], r_request_hash bytea[],
  r_at bigint[],
  -- heads that change
  h_run uuid[], h_status text[], h_waiting_for text[], h_awaiting_approval boolean[], h_owner text[],
  h_epoch integer[], h_due_at bigint[], h_signals text[], h_at bigint[],
  -- approvals that are asked for, and those whose run ended before anybody decided
  a_approval uuid[], a_run uuid[], a_tenant text[], a_seq integer[], a_tool text[], a_at bigint[], a_expires_at bigint[],
  w_approval uuid[], w_run uuid[]
) returns setof uuid
language plpgsql
set lock_timeout = '1s'
as $$
declare
  fits uuid[];
  landed uuid[];
  counts bigint[];
  i integer;
begin
  perform 1 from scoria.runs where run_id = any (h_run) order by run_id for no key update;

  if cardinality(r_run) > 0 then
    with started as (
      insert into scoria.runs (
        run_id, tenant_id, actor_id, session_id, metadata, root_role, kind, status, awaiting_approval, resumable,
        owner, epoch, format, idempotency_key, request_hash, created_at, updated_at, started_at, finished_at)
      select r.run, r.tenant, r.actor, r.session, r.metadata::json, r.root_role, r.kind, r.status, false, false,
        r.owner, r.epoch, r.format, r.key, r.request_hash, t.at, t.at,
        case when r.status <> 'queued' then t.at end,
        case when r.status = 'completed' then t.at end
      from unnest(r_run, r_tenant, r_actor, r_session, r_metadata, r_root_role, r_kind, r_status, r_owner, r_epoch,
          r_format, r_key, r_request_hash, r_at)
        as r (run, tenant, actor, session, metadata, root_role, kind, status, owner, epoch, format, key, request_hash, at),
        lateral (select to_timestamp(r.at / 1000.0) as at) t
      order by r.tenant, r.key
      on conflict do nothing
      returning run_id
    )
    select coalesce(array_agg(run_id), '{}') into fits from started;
  else
    fits := '{}';
  end if;

  fits := fits || array(
    select g.run
    from unnest(g_run, g_first, g_prev) as g (run, first, prev)
    where g.first > 1
      and (select j.hash from scoria.journal j where j.run_id = g.run and j.seq = g.first - 1) = g.prev
  );

  with written as (
    insert into scoria.journal (run_id, seq, tenant_id, epoch, call, type, at, step_key, role, payload, digest, hash)
    select e.run, e.seq, e.tenant, e.epoch, e.call, e.type, to_timestamp(e.at / 1000.0), e.step_key, e.role,
      coalesce(e.payload, large_payload[array_position(large_entry, e.n::integer)])::json, e.digest, e.hash
    from unnest(e_run, e_seq, e_tenant, e_epoch, e_call, e_type, e_at, e_step_key, e_role, e_payload, e_digest, e_hash)
      with ordinality as e (run, seq, tenant, epoch, call, type, at, step_key, role, payload, digest, hash, n)
    where e.run = any (fits)
    order by e.run, e.seq
    on conflict do nothing
    returning run_id
  ),
  per_run as (select run_id, count(*) as n from written group by run_id)
  select coalesce(array_agg(run_id), '{}'), coalesce(array_agg(n), '{}') into landed, counts from per_run;

  for i in 1 .. cardinality(landed) loop
    if counts[i] <> g_size[array_position(g_run, landed[i])] then
      raise exception 'a part of a group would land' using errcode = 'SC001';
    end if;
  end loop;

  for i in 1 .. cardinality(h_run) loop
    if h_run[i] = any (landed) then
      update scoria.runs set
        status = h_status[i],
        waiting_for = h_waiting_for[i]::json,
        awaiting_approval = h_awaiting_approval[i],
        resumable = h_status[i] = 'waiting' and h_waiting_for[i]::json ->> 'kind' = 'operator',
        owner = h_owner[i],
        epoch = h_epoch[i],
        due_at = to_timestamp(h_due_at[i] / 1000.0),
        signals = h_signals[i]::json,
        updated_at = to_timestamp(h_at[i] / 1000.0),
        finished_at = case
          when h_status[i] in ('completed', 'failed', 'cancelled', 'halted') then to_timestamp(h_at[i] / 1000.0)
        end
      where run_id = h_run[i];
    end if;
  end loop;

  if cardinality(a_approval) > 0 then
    insert into scoria.approvals (approval_id, tenant_id, run_id, seq, tool, status, requested_at, expires_at)
    select a.approval, a.tenant, a.run, a.seq, a.tool, 'pending', to_timestamp(a.at / 1000.0),
      to_timestamp(a.expires_at / 1000.0)
    from unnest(a_approval, a_run, a_tenant, a_seq, a_tool, a_at, a_expires_at)
      as a (approval, run, tenant, seq, tool, at, expires_at)
    where a.run = any (landed);
  end if;

  if cardinality(w_approval) > 0 then
    update scoria.approvals set status = 'withdrawn'
    where approval_id = any (w_approval) and status = 'pending' and run_id = any (landed);
  end if;

  if exists (select from scoria.follows) then
    perform scoria.mark_followed(array_agg(e.run), array_agg(e.tenant), array_agg(e.type))
    from unnest(e_run, e_tenant, e_type) as e (run, tenant, type)
    where e.run = any (landed);
  end if;

  return query select unnest(landed);
end
$$;
`,
};
