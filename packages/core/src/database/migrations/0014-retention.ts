import type { Migration } from "../migrate.ts";

/**
 * What takes away what is old: the payloads of finished runs, and finished runs themselves. Nothing here decides what is old:
 * whoever calls says for each run how long it must have been over.
 *
 * - The functions that remove are `security definer` and belong to `scoria_retention`, a role that nobody logs in as. The
 *   trigger of the journal asks who is at work, so it lets these functions through and nobody else. Where that role could not
 *   be made they belong to the owner of the tables: an app that owns nothing is held all the same, the owner is not.
 * - A call touches about as many rows as it is told, and waits for no lock: a run that somebody holds is left for the next.
 * - Lock order: heads, tombstones, journal rows, the rest.
 */
export const retentionMigration: Migration = {
  name: "0014-retention",
  sql: `
-- What is left of a run that retention deleted: enough to check a head that was exported from it.
create table scoria.tombstones (
  run_id       uuid primary key,
  tenant_id    text not null check (tenant_id <> ''),
  status       text not null,
  seq          integer not null,          -- of its last entry
  hash         bytea not null,            -- and that entry's hash, the last of its chain
  created_at   timestamptz not null,
  finished_at  timestamptz not null,
  deleted_at   timestamptz not null,
  after_ms     bigint not null,           -- the policy: how long finished runs were to be kept
  deleted_by   text not null,             -- the node, or the operator
  entries_left boolean not null           -- of a long journal: the rest goes with the calls that follow
);

create index tombstones_entries_left on scoria.tombstones (run_id) where entries_left;

-- How far the nodes have come in looking at the heads, oldest first.
create table scoria.retention_walk (
  is_only   boolean primary key default true check (is_only),
  last_run  uuid                          -- null: begins again with the oldest
);

insert into scoria.retention_walk (last_run) values (null);

-- Whether the one at work is retention: the owner of its functions, inside of one of them. The setting guards an owner of
-- the tables who also owns these functions against a slip of the hand; it is no secret.
create function scoria.is_retention() returns boolean
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(current_setting('scoria.retention', true), '') = 'on'
    and exists (
      select from pg_proc p
      where p.oid = to_regprocedure('scoria.delete_runs(uuid[],bigint[],text,integer)')
        and pg_get_userbyid(p.proowner) = current_user)
$$;

create function scoria.keep_tombstones() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'UPDATE' and scoria.is_retention() then
    if old.entries_left and not new.entries_left
      and to_jsonb(new) - 'entries_left' = to_jsonb(old) - 'entries_left'
    then
      return new;
    end if;
  end if;
  raise exception 'scoria.tombstones is append-only' using errcode = 'SC002';
end
$$;

create trigger tombstones_keep_rows
  before update or delete on scoria.tombstones
  for each row execute function scoria.keep_tombstones();

create trigger tombstones_keep_table
  before truncate on scoria.tombstones
  for each statement execute function scoria.keep_tombstones();

-- Looks at the next heads, oldest first, and answers those that ended at least so long ago. Run ids sort by the time they
-- were made and a run ends after that, so whatever is younger need not be looked at: the primary key is index enough, and
-- the end of a run keeps no other.
create function scoria.walk_finished(
  after_run uuid, most integer, youngest_ms bigint, wanted text[],
  out last_run uuid, out is_end boolean,
  out runs uuid[], out tenants text[], out ages_ms bigint[], out are_bare boolean[], out are_followed boolean[]
)
language plpgsql
set lock_timeout = '1s'
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  moment timestamptz := scoria.clock();
  newest uuid := (lpad(to_hex(greatest(0, (extract(epoch from moment) * 1000)::bigint - youngest_ms)), 12, '0')
    || '7fffbfffffffffffffff')::uuid;
begin
  with looked as materialized (
    select r.run_id, r.tenant_id, r.finished_at, r.payloads_removed_at is not null and not r.payloads_left as is_bare
    from scoria.runs r
    where r.run_id > after_run and r.run_id <= newest
    order by r.run_id
    limit most
  ), old as (
    select l.run_id, l.tenant_id, l.is_bare, (extract(epoch from moment - l.finished_at) * 1000)::bigint as age_ms,
      exists (select from scoria.follow_positions f where f.run_id = l.run_id and f.pending) as is_followed
    from looked l
    where l.finished_at <= moment - youngest_ms * interval '1 millisecond'
      and (wanted is null or l.tenant_id = any (wanted))
  )
  select (select l.run_id from looked l order by l.run_id desc limit 1), (select count(*) < most from looked l),
    array_agg(o.run_id order by o.run_id), array_agg(o.tenant_id order by o.run_id),
    array_agg(o.age_ms order by o.run_id), array_agg(o.is_bare order by o.run_id),
    array_agg(o.is_followed order by o.run_id)
  into last_run, is_end, runs, tenants, ages_ms, are_bare, are_followed
  from old o;
end
$$;

-- Removes the payloads of these runs, of each that ended at least so long ago, and keeps their hashes, computed from the
-- very text that goes. Answers the runs that have none left; 'is_full': it was told to stop before it had come to all.
create function scoria.remove_payloads(
  of_runs uuid[], after_ms bigint[], most integer, out done uuid[], out is_full boolean
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '1s'
set plan_cache_mode = 'force_generic_plan'
set enable_seqscan = off
as $$
declare
  moment timestamptz := scoria.clock();
  asked record;
  room integer := most;
  removed integer;
begin
  perform set_config('scoria.retention', 'on', true);
  done := '{}';
  is_full := false;
  for asked in select w.run, w.ms from unnest(of_runs, after_ms) as w (run, ms) order by w.run loop
    if room <= 0 then
      is_full := true;
      exit;
    end if;
    perform from scoria.runs r
    where r.run_id = asked.run and r.finished_at <= moment - asked.ms * interval '1 millisecond'
      and (r.payloads_removed_at is null or r.payloads_left)
      and not exists (select from scoria.follow_positions f where f.run_id = asked.run and f.pending)
    for no key update skip locked;
    continue when not found;

    update scoria.journal j set
      payload = null, payload_hash = sha256(convert_to(j.payload::text, 'UTF8'))
    where j.run_id = asked.run and j.payload is not null and j.seq <= (
      select max(n.seq)
      from (
        select f.seq from scoria.journal f
        where f.run_id = asked.run and f.payload is not null
        order by f.seq
        limit room
      ) n);
    get diagnostics removed = row_count;
    update scoria.runs r set
      payloads_removed_at = coalesce(r.payloads_removed_at, moment), payloads_left = removed = room
    where r.run_id = asked.run;
    if removed = room then
      is_full := true;
      exit;
    end if;
    done := done || asked.run;
    room := room - removed - 1;
  end loop;
  perform set_config('scoria.retention', '', true);
end
$$;

-- Deletes these runs, of each that ended at least so long ago, and leaves a tombstone. The head goes in the call that
-- begins, after what stands behind it, so that nobody reads half a run. Entries go from the first one on: an append by
-- somebody who slept finds no predecessor, or its place still taken.
create function scoria.delete_runs(
  of_runs uuid[], after_ms bigint[], by_whom text, most integer, out done uuid[], out is_full boolean
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '1s'
set plan_cache_mode = 'force_generic_plan'
set enable_seqscan = off
as $$
declare
  moment timestamptz := scoria.clock();
  asked record;
  head scoria.runs;
  tail record;
  room integer := most;
  removed integer;
  others integer;
begin
  perform set_config('scoria.retention', 'on', true);
  done := '{}';
  is_full := false;
  for asked in select w.run, w.ms from unnest(of_runs, after_ms) as w (run, ms) order by w.run loop
    if room <= 0 then
      is_full := true;
      exit;
    end if;
    select r.* into head from scoria.runs r
    where r.run_id = asked.run and r.finished_at <= moment - asked.ms * interval '1 millisecond'
      and not exists (select from scoria.follow_positions f where f.run_id = asked.run and f.pending)
    for update skip locked;
    continue when not found;

    select j.seq, j.hash into tail from scoria.journal j where j.run_id = asked.run order by j.seq desc limit 1;
    insert into scoria.tombstones (
      run_id, tenant_id, status, seq, hash, created_at, finished_at, deleted_at, after_ms, deleted_by, entries_left)
    values (
      head.run_id, head.tenant_id, head.status, coalesce(tail.seq, 0), coalesce(tail.hash, ''), head.created_at,
      head.finished_at, moment, asked.ms, by_whom, coalesce(tail.seq, 0) > room)
    on conflict do nothing;
    delete from scoria.journal j
    where j.run_id = asked.run and j.seq <= (
      select max(n.seq)
      from (select f.seq from scoria.journal f where f.run_id = asked.run order by f.seq limit room) n);
    get diagnostics removed = row_count;
    delete from scoria.approvals a where a.run_id = asked.run;
    get diagnostics others = row_count;
    delete from scoria.follow_positions f where f.run_id = asked.run;
    delete from scoria.queue_slots s where s.run_id = asked.run;
    delete from scoria.runs r where r.run_id = asked.run;
    done := done || asked.run;
    room := room - removed - others - 1;
  end loop;
  perform set_config('scoria.retention', '', true);
end
$$;

-- Goes on with long journals whose run is deleted already.
create function scoria.delete_left_entries(wanted text[], most integer, out is_full boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '1s'
set plan_cache_mode = 'force_generic_plan'
set enable_seqscan = off
as $$
declare
  stone record;
  room integer := most;
  removed integer;
begin
  perform set_config('scoria.retention', 'on', true);
  is_full := false;
  for stone in
    select t.run_id from scoria.tombstones t
    where t.entries_left and (wanted is null or t.tenant_id = any (wanted))
    order by t.run_id
    for no key update skip locked
  loop
    if room <= 0 then
      is_full := true;
      exit;
    end if;
    delete from scoria.journal j
    where j.run_id = stone.run_id and j.seq <= (
      select max(n.seq)
      from (select f.seq from scoria.journal f where f.run_id = stone.run_id order by f.seq limit room) n);
    get diagnostics removed = row_count;
    if removed = room then
      is_full := true;
      exit;
    end if;
    update scoria.tombstones t set entries_left = false where t.run_id = stone.run_id;
    room := room - removed - 1;
  end loop;
  perform set_config('scoria.retention', '', true);
end
$$;

-- Gives the functions that remove to the role that nobody logs in as, and that role what they need and no more. Where there
-- is no such role, or this one may not give it anything, they stay with the owner of the tables.
create function scoria.give_to_retention() returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  remover regprocedure;
begin
  if to_regrole('scoria_retention') is null then
    return;
  end if;
  if to_regrole('scoria_writer') is not null then
    revoke execute on function scoria.give_to_retention() from scoria_writer;
  end if;
  grant usage on schema scoria to scoria_retention;
  grant select, update (payload, payload_hash), delete on scoria.journal to scoria_retention;
  grant select, update (payloads_removed_at, payloads_left), delete on scoria.runs to scoria_retention;
  grant select, delete on scoria.approvals, scoria.follow_positions, scoria.queue_slots to scoria_retention;
  grant select, insert, update (entries_left) on scoria.tombstones to scoria_retention;
  grant execute on function scoria.clock(), scoria.is_retention() to scoria_retention;
  begin
    if not pg_has_role(current_user, 'scoria_retention', 'usage') then
      execute format('grant scoria_retention to %I', current_user);
    end if;
    grant create on schema scoria to scoria_retention;
    for remover in
      select p.oid from pg_proc p
      where p.pronamespace = 'scoria'::regnamespace
        and p.proname in ('remove_payloads', 'delete_runs', 'delete_left_entries')
        and pg_get_userbyid(p.proowner) <> 'scoria_retention'
    loop
      execute format('alter function %s owner to scoria_retention', remover);
    end loop;
    revoke create on schema scoria from scoria_retention;
  exception
    when insufficient_privilege then null;
    when unique_violation or internal_error then null;  -- another database of the cluster, at the same moment
  end;
end
$$;

select scoria.protect_table('scoria.tombstones');
select scoria.protect_table('scoria.retention_walk');
`,
};
