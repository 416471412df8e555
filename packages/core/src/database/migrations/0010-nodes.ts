import type { Migration } from "../migrate.ts";

/**
 * What operators do to nodes, and what happens to a node that goes down again and again.
 *
 * Every function takes the time once, into a variable: a condition on `scoria.clock()` itself is volatile, so it is asked
 * of each row of an index and not used to find the first.
 */
export const nodesMigration: Migration = {
  name: "0010-nodes",
  sql: `
alter table scoria.nodes
  add column up_since              timestamptz not null default scoria.clock(),  -- since when no heartbeat was later than two thirds of the lease
  add column gone_at               timestamptz,   -- it signed off, or was found to be down
  add column concurrency           integer not null default 1,
  add column quarantine_downs      integer,       -- null: it is not kept out by itself, however often it goes down
  add column quarantine_window_ms  integer,
  add column quarantine_for_ms     integer,
  add column drained_at            timestamptz,   -- it hands over what it has, and takes nothing
  add column drained_by            text,
  add column drain_reason          text;

-- The heartbeat changes none of these columns, so it stays a HOT update.
create index nodes_here on scoria.nodes (node_id) where gone_at is null;
create index nodes_gone on scoria.nodes (gone_at) where gone_at is not null;
create index nodes_name on scoria.nodes (name, started_at);

-- What is remembered of a name, over all the processes that had it.
create table scoria.node_names (
  name               text primary key,
  downs              timestamptz[] not null default '{}',  -- when its nodes went down lately; that they came up again takes none away
  quarantined_at     timestamptz,
  quarantined_until  timestamptz,      -- 'infinity': until an operator releases it
  quarantined_by     text,             -- null: it went down too often
  quarantine_reason  text,
  kept_until         timestamptz not null   -- from then on the row says nothing any more
);

create index node_names_kept on scoria.node_names (kept_until);

create function scoria.is_quarantined(node_name text) returns boolean
language plpgsql
as $$
declare
  moment timestamptz := scoria.clock();
begin
  return exists (select from scoria.node_names q where q.name = node_name and q.quarantined_until > moment);
end
$$;

-- What a node may do: 'active', 'draining' or 'quarantined', and who said so. A node that has just begun is not in the
-- table yet, so it brings its name.
create function scoria.standing_of(
  node text, node_name text, out standing text, out said_by text, out reason text, out until timestamptz
)
language plpgsql
as $$
declare
  moment timestamptz := scoria.clock();
begin
  select 'draining', n.drained_by, n.drain_reason into standing, said_by, reason
  from scoria.nodes n where n.node_id = node and n.drained_at is not null;
  if standing is null then
    select 'quarantined', q.quarantined_by, q.quarantine_reason, nullif(q.quarantined_until, 'infinity')
      into standing, said_by, reason, until
    from scoria.node_names q where q.name = node_name and q.quarantined_until > moment;
  end if;
  standing := coalesce(standing, 'active');
end
$$;

-- Whether a node may take runs. The claims ask it themselves, whatever their process believes.
create function scoria.may_take(node text) returns boolean
language plpgsql
as $$
begin
  return coalesce((
    select n.drained_at is null and not scoria.is_quarantined(n.name) from scoria.nodes n where n.node_id = node), true);
end
$$;

-- Who owns runs and is not alive, by a walk from owner to owner: a dead node that owns nothing costs nothing.
create function scoria.gone_owners(but text) returns setof text
language plpgsql
as $$
declare
  moment timestamptz := scoria.clock();
  one text := '';
begin
  loop
    select r.owner into one from scoria.runs r where r.owner > one order by r.owner limit 1;
    exit when one is null;
    continue when one = but;
    continue when exists (
      select from scoria.nodes n
      where n.node_id = one and n.heartbeat_at >= moment - n.lease_ms * interval '1 millisecond');
    return next one;
  end loop;
end
$$;

-- What there is to do for a node at its poll. It changes nothing, so an idle node asks this and nothing else. It looks at
-- the first of an index in its order: a mere "exists" may be planned as a walk through the table until something fits.
create function scoria.look_around(
  node text, node_name text, known_kinds text[], known_format smallint, following_lanes text[],
  out due boolean, out expired boolean, out late boolean, out queued boolean, out by_turn boolean,
  out left_behind boolean, out lapsed boolean, out news boolean, out followed boolean, out scheduled boolean,
  out standing text, out said_by text, out reason text, out until timestamptz
)
language plpgsql
as $$
declare
  moment timestamptz := scoria.clock();
begin
  due := coalesce(
    (select r.due_at from scoria.runs r where r.due_at is not null order by r.due_at limit 1) <= moment, false);
  expired := coalesce((
    select a.expires_at from scoria.approvals a
    where a.status = 'pending' and a.expires_at is not null
    order by a.expires_at
    limit 1) <= moment, false);
  late := coalesce((
    select r.deadline_at from scoria.runs r
    where r.deadline_at is not null and r.owner is null and r.finished_at is null
    order by r.deadline_at
    limit 1) <= moment, false);
  select coalesce(bool_or(not p.by_turn), false), coalesce(bool_or(p.by_turn), false) into queued, by_turn
  from (
    select exists (select from scoria.queues q where q.name = line.queue) as by_turn
    from scoria.places_in_line(known_kinds) l, unnest(l.queues) as line (queue)
  ) p;
  by_turn := by_turn or exists (select from scoria.runs r where r.status = 'queued' and r.held);
  left_behind := exists (select from scoria.gone_owners(node));
  lapsed := exists (select from scoria.lapsed_nodes(node));
  news := exists (select from scoria.runs r where r.owner = node and r.external_seq > 0);
  followed := exists (
    select from unnest(following_lanes) as following (lane), lateral (
      select f.due_at from scoria.follow_positions f
      where f.lane = following.lane and f.pending
      order by f.due_at
      limit 1
    ) first_of_lane
    where first_of_lane.due_at <= moment);
  scheduled := coalesce((
    select s.due_at from scoria.schedules s
    where s.paused_at is null and s.due_at is not null
    order by s.due_at
    limit 1) <= moment, false);
  select s.standing, s.said_by, s.reason, s.until into standing, said_by, reason, until
  from scoria.standing_of(node, node_name) s;
end
$$;

-- The nodes whose lease ran out without a word and that nobody has noted yet. An outage of the database silences all
-- nodes alike, and the first to be back must not take the others for dead: half of a lease later each of them has sent
-- the next heartbeat, which is at most so far from the last.
create function scoria.lapsed_nodes(witness text) returns setof scoria.nodes
language plpgsql
as $$
declare
  moment timestamptz := scoria.clock();
begin
  return query
    select n.* from scoria.nodes n, scoria.nodes me
    where me.node_id = witness
      and n.gone_at is null and n.node_id <> witness
      and n.heartbeat_at < moment - n.lease_ms * interval '1 millisecond'
      and me.up_since <= moment - n.lease_ms * interval '0.5 milliseconds';
end
$$;

-- Notes that nodes went down. A name that did so too often is quarantined: by the setting of its own node, whoever notes
-- it. Answers the names that were.
create function scoria.note_downs(witness text, most integer)
returns table (quarantined text, downs_in_window integer, until timestamptz)
language plpgsql
set lock_timeout = '1s'
as $$
declare
  moment timestamptz := scoria.clock();
  gone scoria.nodes;
  down_at timestamptz;
  window_starts timestamptz;
  known scoria.node_names;
begin
  for gone in
    select n.* from scoria.nodes n
    where n.node_id = any (array(select l.node_id from scoria.lapsed_nodes(witness) l order by l.node_id limit most))
      and n.gone_at is null and n.heartbeat_at < moment - n.lease_ms * interval '1 millisecond'
    order by n.name, n.node_id
    for no key update skip locked
  loop
    update scoria.nodes n set gone_at = moment where n.node_id = gone.node_id;
    down_at := gone.heartbeat_at + gone.lease_ms * interval '1 millisecond';
    window_starts := moment - coalesce(gone.quarantine_window_ms, 300000) * interval '1 millisecond';
    continue when down_at <= window_starts;

    insert into scoria.node_names as q (name, downs, kept_until)
    values (gone.name, array[down_at], moment + (moment - window_starts))
    on conflict (name) do update set
      downs = array(
        select d from unnest(q.downs || excluded.downs) as d where d > window_starts order by d desc limit 100),
      kept_until = greatest(q.kept_until, excluded.kept_until)
    returning * into known;

    continue when gone.quarantine_downs is null or cardinality(known.downs) < gone.quarantine_downs;
    continue when known.quarantined_until > moment;
    until := moment + gone.quarantine_for_ms * interval '1 millisecond';
    downs_in_window := cardinality(known.downs);
    quarantined := gone.name;
    update scoria.node_names q set
      quarantined_at = moment, quarantined_until = until, quarantined_by = null,
      quarantine_reason = 'It went down ' || downs_in_window || ' times within '
        || trim_scale(gone.quarantine_window_ms / 1000.0) || ' s.',
      kept_until = greatest(q.kept_until, until)
    where q.name = gone.name;
    return next;
  end loop;
end
$$;

-- Forgets nodes that are gone for a day and own nothing, and names of which nothing is left to say. Of a quarantined name
-- the last node stays, so that whoever lists the nodes sees that it is.
create function scoria.forget_nodes(most integer) returns void
language plpgsql
set lock_timeout = '1s'
as $$
declare
  moment timestamptz := scoria.clock();
  first_gone timestamptz := (select g.gone_at from scoria.nodes g where g.gone_at is not null order by g.gone_at limit 1);
  first_kept timestamptz := (select k.kept_until from scoria.node_names k order by k.kept_until limit 1);
begin
  if first_gone < moment - interval '1 day' then
    delete from scoria.nodes n where n.node_id = any (array(
      select g.node_id from scoria.nodes g
      where g.gone_at < moment - interval '1 day'
        and not exists (select from scoria.runs r where r.owner = g.node_id)
        and (
          exists (select from scoria.nodes later where later.name = g.name and later.started_at > g.started_at)
          or not exists (select from scoria.node_names q where q.name = g.name and q.quarantined_until > moment)
        )
      order by g.gone_at
      limit most
      for update skip locked));
  end if;
  if first_kept < moment then
    delete from scoria.node_names q where q.name = any (array(
      select k.name from scoria.node_names k
      where k.kept_until < moment
      order by k.kept_until
      limit most
      for update skip locked));
  end if;
end
$$;

-- The nodes that are here, and those that are gone, latest first. wanted: only this node, or those of this name.
create function scoria.list_nodes(wanted text, most_here integer, most_gone integer)
returns table (
  node_id text, name text, status text, started_at timestamptz, heard_of_at timestamptz, lease_ms integer,
  kinds text[], concurrency integer, owned integer, downs integer,
  drained_at timestamptz, drained_by text, drain_reason text,
  quarantined_at timestamptz, quarantined_until timestamptz, quarantined_by text, quarantine_reason text
)
language plpgsql
as $$
declare
  moment timestamptz := scoria.clock();
begin
  return query
    with seen as (
      (select h.* from scoria.nodes h
        where h.gone_at is null and (wanted is null or wanted in (h.node_id, h.name))
        order by h.node_id limit most_here)
      union all
      (select g.* from scoria.nodes g
        where g.gone_at is not null and (wanted is null or wanted in (g.node_id, g.name))
        order by g.gone_at desc limit most_gone)
    ), judged as (
      select s.*, s.gone_at is null and s.heartbeat_at >= moment - s.lease_ms * interval '1 millisecond' as is_here
      from seen s
    )
    select j.node_id, j.name,
      case
        when not j.is_here then 'gone'
        when j.drained_at is not null then 'draining'
        when q.quarantined_until > moment then 'quarantined'
        else 'alive'
      end,
      j.started_at, case when j.heartbeat_at = '-infinity' then coalesce(j.gone_at, j.started_at) else j.heartbeat_at end,
      j.lease_ms, j.kinds, j.concurrency,
      (select count(*)::integer from scoria.runs r where r.owner = j.node_id),
      (select count(*)::integer from unnest(q.downs) as d
        where d > moment - coalesce(j.quarantine_window_ms, 300000) * interval '1 millisecond'),
      j.drained_at, j.drained_by, j.drain_reason,
      case when q.quarantined_until > moment then q.quarantined_at end,
      case when q.quarantined_until > moment then nullif(q.quarantined_until, 'infinity') end,
      case when q.quarantined_until > moment then q.quarantined_by end,
      case when q.quarantined_until > moment then q.quarantine_reason end
    from judged j
    left join scoria.node_names q on q.name = j.name
    order by j.is_here desc, j.name, j.started_at desc, j.node_id;
end
$$;

-- Has a node, or all of a name, hand over. Answers whether there is one that is not gone.
create function scoria.drain_node(wanted text, actor text, why text) returns boolean
language plpgsql
set lock_timeout = '1s'
as $$
declare
  moment timestamptz := scoria.clock();
  here text[];
begin
  here := array(
    select n.node_id from scoria.nodes n
    where (n.node_id = wanted or n.name = wanted)
      and n.gone_at is null and n.heartbeat_at >= moment - n.lease_ms * interval '1 millisecond'
    order by n.node_id
    for no key update);
  -- Who drains it first stays the one who did.
  update scoria.nodes n set drained_at = moment, drained_by = actor, drain_reason = why
  where n.node_id = any (here) and n.drained_at is null;
  return cardinality(here) > 0;
end
$$;

-- Keeps a name out, whatever else was said of it before. Answers whether anything is known of it.
create function scoria.quarantine_name(wanted text, actor text, why text, for_ms bigint) returns boolean
language plpgsql
set lock_timeout = '1s'
as $$
declare
  moment timestamptz := scoria.clock();
  ends timestamptz := coalesce(moment + for_ms * interval '1 millisecond', 'infinity');
begin
  if not exists (select from scoria.nodes n where n.name = wanted)
    and not exists (select from scoria.node_names q where q.name = wanted)
  then
    return false;
  end if;
  insert into scoria.node_names as q
    (name, quarantined_at, quarantined_until, quarantined_by, quarantine_reason, kept_until)
  values (wanted, moment, ends, actor, why, ends)
  on conflict (name) do update set
    quarantined_at = moment, quarantined_until = ends, quarantined_by = actor, quarantine_reason = why,
    kept_until = greatest(q.kept_until, ends);
  return true;
end
$$;

-- Lets a node, or a name and all its nodes, take runs again. What a name went through before is forgotten. Answers whether
-- anything is known of it.
create function scoria.release_node(wanted text) returns boolean
language plpgsql
set lock_timeout = '1s'
as $$
declare
  moment timestamptz := scoria.clock();
  known text[];
begin
  known := array(
    select n.node_id from scoria.nodes n
    where n.node_id = wanted or n.name = wanted
    order by n.node_id
    for no key update);
  update scoria.nodes n set drained_at = null, drained_by = null, drain_reason = null
  where n.node_id = any (known) and n.drained_at is not null;
  update scoria.node_names q set
    downs = '{}', quarantined_at = null, quarantined_until = null, quarantined_by = null, quarantine_reason = null,
    kept_until = moment
  where q.name = wanted;
  return found or cardinality(known) > 0;
end
$$;

select scoria.protect_table('scoria.node_names');
`,
};
