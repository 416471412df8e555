import type { Migration } from "../migrate.ts";

/**
 * Schedules: what starts runs again and again. When one fires is reckoned in TypeScript, from its expression and its time
 * zone; the database keeps the next time, and gives what is due to one node at a time.
 *
 * Nothing here starts a run. A node starts it by a key made of the schedule and the time it was due, and only then moves the
 * schedule on; so a node that dies between the two has it started once all the same, by whoever is given it next.
 */
export const schedulesMigration: Migration = {
  name: "0012-schedules",
  sql: `
create table scoria.schedules (
  schedule_id        uuid primary key,
  tenant_id          text not null check (tenant_id <> ''),
  name               text not null check (name <> ''),
  actor_id           text not null check (actor_id <> ''),  -- whom the runs are started for
  session_id         text,
  identity_metadata  json not null,
  kind               text not null,
  root_role          text not null,
  input              json,                 -- null: none
  metadata           json not null,
  cron               text not null,
  time_zone          text not null,
  missed             text not null check (missed in ('skip', 'latest', 'all')),
  version            integer not null default 1,  -- +1 whenever next_at is set by anything but a fire
  next_at            timestamptz,          -- null: never any more
  due_at             timestamptz,          -- when a node may be given it: next_at, or later while one is at it
  last_due_at        timestamptz,          -- the last fire that started a run: when it was due, which run, and when it was started
  last_run_id        uuid,
  last_fired_at      timestamptz,
  paused_at          timestamptz,
  paused_by          text,
  created_at         timestamptz not null,
  updated_at         timestamptz not null, -- when it was last set, paused or resumed
  unique (tenant_id, name),
  check ((paused_at is null) = (paused_by is null)),
  check ((last_due_at is null) = (last_run_id is null))
) with (fillfactor = 80);

create index schedules_due on scoria.schedules (due_at) where paused_at is null and due_at is not null;
create index schedules_tenant on scoria.schedules (tenant_id, schedule_id desc);

-- Makes a schedule, or gives the one of that name these values. The same values change nothing; the next time is kept
-- where neither the expression nor the zone changed and it does not come back from a pause. pausing: null leaves a pause,
-- or that there is none, as it is.
create function scoria.set_schedule(
  of_tenant text, of_name text, new_id uuid, by_actor text, in_session text, with_identity text, of_kind text, as_role text,
  with_input text, with_metadata text, new_cron text, new_zone text, new_missed text, pausing boolean, first_at timestamptz
) returns scoria.schedules
language plpgsql
set lock_timeout = '1s'
as $$
declare
  moment timestamptz := scoria.clock();
  known scoria.schedules;
  fresh scoria.schedules;
begin
  loop
    insert into scoria.schedules (
      schedule_id, tenant_id, name, actor_id, session_id, identity_metadata, kind, root_role, input, metadata, cron,
      time_zone, missed, next_at, due_at, paused_at, paused_by, created_at, updated_at)
    values (
      new_id, of_tenant, of_name, by_actor, in_session, with_identity::json, of_kind, as_role, with_input::json,
      with_metadata::json, new_cron, new_zone, new_missed, first_at, first_at,
      case when pausing then moment end, case when pausing then by_actor end, moment, moment)
    on conflict (tenant_id, name) do nothing
    returning * into fresh;
    if found then
      return fresh;
    end if;
    select s.* into known from scoria.schedules s where s.tenant_id = of_tenant and s.name = of_name for no key update;
    exit when found;  -- else it was removed in between
  end loop;

  fresh := known;
  fresh.actor_id := by_actor;
  fresh.session_id := in_session;
  fresh.identity_metadata := with_identity::json;
  fresh.kind := of_kind;
  fresh.root_role := as_role;
  fresh.input := with_input::json;
  fresh.metadata := with_metadata::json;
  fresh.cron := new_cron;
  fresh.time_zone := new_zone;
  fresh.missed := new_missed;
  if coalesce(pausing, known.paused_at is not null) then
    fresh.paused_at := coalesce(known.paused_at, moment);
    fresh.paused_by := coalesce(known.paused_by, by_actor);
  else
    fresh.paused_at := null;
    fresh.paused_by := null;
  end if;
  if fresh.cron <> known.cron or fresh.time_zone <> known.time_zone
    or (fresh.paused_at is null and known.paused_at is not null)
  then
    fresh.next_at := first_at;
    fresh.due_at := first_at;
    fresh.version := known.version + 1;
  end if;
  -- As text, since json knows no equality; it is canonical, so equal values have equal texts.
  if fresh::text = known::text then
    return known;
  end if;
  fresh.updated_at := moment;

  update scoria.schedules s set
    actor_id = fresh.actor_id, session_id = fresh.session_id, identity_metadata = fresh.identity_metadata,
    kind = fresh.kind, root_role = fresh.root_role, input = fresh.input, metadata = fresh.metadata, cron = fresh.cron,
    time_zone = fresh.time_zone, missed = fresh.missed, version = fresh.version, next_at = fresh.next_at,
    due_at = fresh.due_at, paused_at = fresh.paused_at, paused_by = fresh.paused_by, updated_at = fresh.updated_at
  where s.schedule_id = known.schedule_id;
  return fresh;
end
$$;

-- The schedules of that name among these tenants, with the time that it is now.
create function scoria.find_schedules(of_tenants text[], of_name text)
returns table (schedule scoria.schedules, moment timestamptz)
language sql
as $$
  select s, scoria.clock() from scoria.schedules s
  where s.tenant_id = any (of_tenants) and s.name = of_name
  order by s.schedule_id
$$;

-- Pauses them. Who did so first stays the one who did.
create function scoria.pause_schedules(of_tenants text[], of_name text, actor text) returns setof scoria.schedules
language plpgsql
set lock_timeout = '1s'
as $$
declare
  moment timestamptz := scoria.clock();
  known uuid[];
begin
  known := array(
    select s.schedule_id from scoria.schedules s
    where s.tenant_id = any (of_tenants) and s.name = of_name
    order by s.schedule_id
    for no key update);
  update scoria.schedules s set paused_at = moment, paused_by = actor, updated_at = moment
  where s.schedule_id = any (known) and s.paused_at is null;
  return query select s.* from scoria.schedules s where s.schedule_id = any (known) order by s.schedule_id;
end
$$;

-- Ends the pause of these, each with the next time that was reckoned for it; one that was set anew since is left out.
-- Answers those that are not paused now.
create function scoria.resume_schedules(
  of_tenants text[], ids uuid[], seen_versions integer[], next_times timestamptz[]
) returns setof scoria.schedules
language plpgsql
set lock_timeout = '1s'
as $$
declare
  moment timestamptz := scoria.clock();
begin
  perform 1 from scoria.schedules s
  where s.schedule_id = any (ids) and s.tenant_id = any (of_tenants) order by s.schedule_id for no key update;
  update scoria.schedules s set
    paused_at = null, paused_by = null, next_at = r.next_at, due_at = r.next_at, version = s.version + 1,
    updated_at = moment
  from unnest(ids, seen_versions, next_times) as r (id, version, next_at)
  where s.schedule_id = r.id and s.version = r.version and s.paused_at is not null and s.tenant_id = any (of_tenants);
  return query
    select s.* from scoria.schedules s
    where s.schedule_id = any (ids) and s.tenant_id = any (of_tenants) and s.paused_at is null
    order by s.schedule_id;
end
$$;

create function scoria.remove_schedules(of_tenants text[], of_name text) returns integer
language plpgsql
set lock_timeout = '1s'
as $$
declare
  removed integer;
begin
  delete from scoria.schedules s where s.schedule_id = any (array(
    select k.schedule_id from scoria.schedules k
    where k.tenant_id = any (of_tenants) and k.name = of_name
    order by k.schedule_id
    for update));
  get diagnostics removed = row_count;
  return removed;
end
$$;

-- Gives a node schedules that are due, longest overdue first, and nobody else for so long. One that another node is just
-- given is skipped, not waited for.
create function scoria.take_due_schedules(hold_ms integer, most integer)
returns table (schedule scoria.schedules, moment timestamptz)
language plpgsql
set lock_timeout = '1s'
as $$
declare
  now_at timestamptz := scoria.clock();
  taken uuid[];
begin
  taken := array(
    select s.schedule_id from scoria.schedules s
    where s.paused_at is null and s.due_at <= now_at
    order by s.due_at
    limit most
    for no key update skip locked);
  return query
    update scoria.schedules s set due_at = now_at + hold_ms * interval '1 millisecond'
    where s.schedule_id = any (taken)
    returning s, now_at;
end
$$;

-- Moves schedules on from the time they stood at. One that was moved or set anew by somebody else stays as it is. Whoever
-- started nothing gives no run.
create function scoria.move_schedules(
  ids uuid[], seen_versions integer[], seen_next timestamptz[], next_times timestamptz[], fired_due timestamptz[],
  fired_runs uuid[]
) returns void
language plpgsql
set lock_timeout = '1s'
as $$
declare
  moment timestamptz := scoria.clock();
begin
  perform 1 from scoria.schedules s where s.schedule_id = any (ids) order by s.schedule_id for no key update;
  update scoria.schedules s set
    next_at = m.next_at, due_at = m.next_at,
    last_due_at = case when m.run is null then s.last_due_at else m.due end,
    last_run_id = coalesce(m.run, s.last_run_id),
    last_fired_at = case when m.run is null then s.last_fired_at else moment end
  from unnest(ids, seen_versions, seen_next, next_times, fired_due, fired_runs)
    as m (id, version, seen_next, next_at, due, run)
  where s.schedule_id = m.id and s.version = m.version and s.next_at = m.seen_next;
end
$$;

select scoria.protect_table('scoria.schedules');
`,
};
