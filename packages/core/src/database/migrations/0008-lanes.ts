import type { Migration } from "../migrate.ts";

/** What lanes need of core: to be told what was committed, to work from time to time, and to append from outside. */
export const lanesMigration: Migration = {
  name: "0008-lanes",
  sql: `
-- Which lanes follow which types of entries. Whoever writes entries reads it, so that a lane which only some processes
-- have is told of what the others write.
create table scoria.follows (
  lane   text primary key,
  types  text[] not null check (cardinality(types) > 0)
);

-- How far a lane has followed a run, and whether there is more.
create table scoria.follow_positions (
  lane       text not null,
  run_id     uuid not null,
  tenant_id  text not null check (tenant_id <> ''),
  seq        integer not null default 0,   -- the last entry that it was given
  version    integer not null default 0,   -- +1 with each commit that it has to be told of
  pending    boolean not null,
  due_at     timestamptz not null,         -- pending: when a node may give it more; later while one is at it
  failures   integer not null default 0,
  primary key (run_id, lane)
) with (fillfactor = 80);

create index follow_positions_pending on scoria.follow_positions (lane, due_at) where pending;

create table scoria.jobs (
  lane        text not null,
  name        text not null,
  due_at      timestamptz not null,
  node        text,                        -- which has begun it last
  failures    integer not null default 0,
  primary key (lane, name)
);

-- Notes that there are entries for the lanes that follow their types.
create function scoria.mark_followed(runs uuid[], tenants text[], entry_types text[]) returns void
language sql
as $$
  insert into scoria.follow_positions (lane, run_id, tenant_id, pending, due_at)
  select distinct f.lane, e.run, e.tenant, true, scoria.clock()
  from unnest(runs, tenants, entry_types) as e (run, tenant, type)
  join scoria.follows f on e.type = any (f.types)
  order by f.lane, e.run
  on conflict (lane, run_id) do update set
    version = follow_positions.version + 1,
    due_at = case when follow_positions.pending then follow_positions.due_at else excluded.due_at end,
    pending = true
$$;

-- Says what a lane follows. What it no longer follows is forgotten where nothing waits.
create function scoria.set_follow(follower text, followed text[]) returns void
language plpgsql
set lock_timeout = '1s'
as $$
begin
  if not exists (select from scoria.follows f where f.lane = follower and f.types = followed) then
    insert into scoria.follows (lane, types) values (follower, followed)
    on conflict (lane) do update set types = excluded.types;
  end if;
end
$$;

-- Takes runs that have something new for these lanes; nobody else gets them until the time is over.
create function scoria.claim_follows(lanes text[], hold_ms integer[], most integer)
returns table (lane text, run_id uuid, tenant_id text, seq integer, version integer)
language plpgsql
set lock_timeout = '1s'
as $$
begin
  return query
    with due as (
      select p.lane, p.run_id
      from unnest(lanes) as asked (lane), lateral (
        select f.lane, f.run_id
        from scoria.follow_positions f
        where f.lane = asked.lane and f.pending and f.due_at <= scoria.clock()
        order by f.due_at
        limit most
        for no key update skip locked
      ) p
    )
    update scoria.follow_positions p set
      due_at = scoria.clock() + hold_ms[array_position(lanes, p.lane)] * interval '1 millisecond'
    from due
    where p.lane = due.lane and p.run_id = due.run_id
    returning p.lane, p.run_id, p.tenant_id, p.seq, p.version;
end
$$;

-- Says how far it came. What was committed since the claim leaves it pending.
create function scoria.end_follow(follower text, run uuid, followed_seq integer, claimed_version integer) returns void
language sql
set lock_timeout = '1s'
as $$
  update scoria.follow_positions p set
    seq = greatest(p.seq, followed_seq),
    pending = p.version <> claimed_version,
    due_at = scoria.clock(),
    failures = 0
  where p.lane = follower and p.run_id = run
$$;

-- It failed: again after a while, longer each time, five minutes at most.
create function scoria.fail_follow(follower text, run uuid, out failed integer)
language sql
set lock_timeout = '1s'
as $$
  update scoria.follow_positions p set
    failures = p.failures + 1,
    due_at = scoria.clock() + least(300000, 500 * 2 ^ least(p.failures, 20)) * interval '1 millisecond'
  where p.lane = follower and p.run_id = run
  returning failures
$$;

-- Begins a job that is due, and keeps others from it for as long as it may take. Answers whether it is this node's.
create function scoria.begin_job(job_lane text, job_name text, node_id text, hold_ms integer) returns boolean
language plpgsql
set lock_timeout = '1s'
as $$
begin
  insert into scoria.jobs (lane, name, due_at) values (job_lane, job_name, scoria.clock()) on conflict do nothing;
  update scoria.jobs j set
    node = node_id, due_at = scoria.clock() + hold_ms * interval '1 millisecond'
  where (j.lane, j.name) in (
    select d.lane, d.name from scoria.jobs d
    where d.lane = job_lane and d.name = job_name and d.due_at <= scoria.clock()
    for no key update skip locked
  );
  return found;
end
$$;

-- When it is due again: an interval after it began, or sooner when it failed.
create function scoria.end_job(job_lane text, job_name text, node_id text, again_ms integer, failed boolean) returns void
language sql
set lock_timeout = '1s'
as $$
  update scoria.jobs j set
    failures = case when failed then j.failures + 1 else 0 end,
    due_at = scoria.clock() + again_ms * interval '1 millisecond'
  where j.lane = job_lane and j.name = job_name and j.node = node_id
$$;

-- Records an entry of a lane in a run that goes on, once for each event.
create function scoria.append_lane_entry(
  run uuid, tenants text[], entry_type text, event_id text, entry_payload text,
  out outcome text, out run_status text
)
language plpgsql
set lock_timeout = '1s'
as $$
declare
  head scoria.runs;
  landed record;
begin
  select r.* into head from scoria.runs r where r.run_id = run and r.tenant_id = any (tenants) for no key update;
  run_status := head.status;
  if head.run_id is null then
    outcome := 'not_found';
  elsif exists (
    select 1 from scoria.journal j
    where j.run_id = run and j.type = entry_type and j.payload ->> 'eventId' = event_id
  ) then
    outcome := 'known';
  elsif head.finished_at is not null then
    outcome := 'ended';
  else
    select * into landed from scoria.append_external(run, head.tenant_id, head.epoch, entry_type, entry_payload);
    update scoria.runs set external_seq = landed.entry_seq, updated_at = landed.entry_at where run_id = run;
    outcome := 'recorded';
  end if;
end
$$;

select scoria.protect_table('scoria.follows');
select scoria.protect_table('scoria.follow_positions');
select scoria.protect_table('scoria.jobs');
`,
};
