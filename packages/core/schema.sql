-- What the migrations of @scoria/core make, drawn from the catalog of a migrated database.
-- Written by `npm run schema`; a test compares it. The migrations beside the code are what is run.

create type scoria.claimed_run as (
  run_id uuid,
  tenant_id text,
  kind text,
  epoch integer,
  started_at timestamp with time zone,
  queue text
);

create table scoria.approvals (
  approval_id uuid not null,
  tenant_id text not null,
  run_id uuid not null,
  seq integer not null,
  tool text not null,
  status text not null,
  requested_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  decision_id uuid,
  decision_seq integer,
  decided_by text,
  decided_at timestamp with time zone,
  constraint approvals_pkey PRIMARY KEY (approval_id),
  constraint approvals_status_check CHECK (status = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text, 'expired'::text, 'withdrawn'::text])),
  constraint approvals_tenant_id_check CHECK (tenant_id <> ''::text)
);

create table scoria.follow_positions (
  lane text not null,
  run_id uuid not null,
  tenant_id text not null,
  seq integer not null default 0,
  version integer not null default 0,
  pending boolean not null,
  due_at timestamp with time zone not null,
  failures integer not null default 0,
  constraint follow_positions_pkey PRIMARY KEY (run_id, lane),
  constraint follow_positions_tenant_id_check CHECK (tenant_id <> ''::text)
) with (fillfactor=80);

create table scoria.follows (
  lane text not null,
  types text[] not null,
  constraint follows_pkey PRIMARY KEY (lane),
  constraint follows_types_check CHECK (cardinality(types) > 0)
);

create table scoria.jobs (
  lane text not null,
  name text not null,
  due_at timestamp with time zone not null,
  node text,
  failures integer not null default 0,
  constraint jobs_pkey PRIMARY KEY (lane, name)
);

create table scoria.journal (
  run_id uuid not null,
  seq integer not null,
  tenant_id text not null,
  epoch integer not null,
  call integer not null,
  type text not null,
  at timestamp(3) with time zone not null,
  step_key text,
  role text,
  payload json,
  payload_hash bytea,
  digest bytea not null,
  hash bytea not null,
  constraint journal_pkey PRIMARY KEY (run_id, seq),
  constraint journal_seq_check CHECK (seq > 0),
  constraint journal_tenant_id_check CHECK (tenant_id <> ''::text)
);

create table scoria.migrations (
  owner text not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null default clock_timestamp(),
  constraint migrations_pkey PRIMARY KEY (owner, name)
);

create table scoria.node_names (
  name text not null,
  downs timestamp with time zone[] not null default '{}'::timestamp with time zone[],
  quarantined_at timestamp with time zone,
  quarantined_until timestamp with time zone,
  quarantined_by text,
  quarantine_reason text,
  kept_until timestamp with time zone not null,
  constraint node_names_pkey PRIMARY KEY (name)
);

create table scoria.nodes (
  node_id text not null,
  name text not null,
  started_at timestamp with time zone not null,
  heartbeat_at timestamp with time zone not null,
  lease_ms integer not null,
  kinds text[] not null,
  format smallint not null,
  up_since timestamp with time zone not null default scoria.clock(),
  gone_at timestamp with time zone,
  concurrency integer not null default 1,
  quarantine_downs integer,
  quarantine_window_ms integer,
  quarantine_for_ms integer,
  drained_at timestamp with time zone,
  drained_by text,
  drain_reason text,
  constraint nodes_pkey PRIMARY KEY (node_id),
  constraint nodes_lease_ms_check CHECK (lease_ms > 0)
);

create table scoria.queue_minutes (
  queue text not null,
  tenant_id text not null,
  minute timestamp with time zone not null,
  added bigint not null default 0,
  refused bigint not null default 0,
  taken bigint not null default 0,
  constraint queue_minutes_pkey PRIMARY KEY (tenant_id, queue, minute)
);

create table scoria.queue_slots (
  run_id uuid not null,
  queue text not null,
  tenant_id text not null,
  concurrency_key text,
  constraint queue_slots_pkey PRIMARY KEY (run_id)
);

create table scoria.queues (
  name text not null,
  max_size integer,
  concurrency integer,
  tenant_concurrency integer,
  key_concurrency integer,
  workload_weights jsonb not null default '{}'::jsonb,
  tenant_weights jsonb not null default '{}'::jsonb,
  paused_at timestamp with time zone,
  paused_by text,
  pause_reason text,
  room integer not null default 0,
  counted_at timestamp with time zone not null default '-infinity'::timestamp with time zone,
  changed_at timestamp with time zone not null,
  constraint queues_pkey PRIMARY KEY (name)
);

create table scoria.retention_walk (
  is_only boolean not null default true,
  last_run uuid,
  constraint retention_walk_pkey PRIMARY KEY (is_only),
  constraint retention_walk_is_only_check CHECK (is_only)
);

create table scoria.runs (
  run_id uuid not null,
  tenant_id text not null,
  actor_id text not null,
  session_id text,
  metadata json not null,
  root_role text not null,
  kind text,
  status text not null,
  waiting_for json,
  awaiting_approval boolean not null,
  resumable boolean not null,
  owner text,
  epoch integer not null,
  takeovers integer not null default 0,
  format smallint not null,
  queue text not null default 'default'::text,
  priority smallint not null default 0,
  workload text not null default ''::text,
  concurrency_key text,
  held boolean not null default false,
  deadline_at timestamp with time zone,
  due_at timestamp with time zone,
  pending integer not null default 0,
  signals json,
  external_seq integer not null default 0,
  idempotency_key text,
  request_hash bytea,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  payloads_removed_at timestamp with time zone,
  payloads_left boolean not null default false,
  parent_run_id uuid,
  continued_from uuid,
  awaits uuid[],
  awaits_epoch integer,
  cancels_children boolean not null default false,
  constraint runs_pkey PRIMARY KEY (run_id),
  constraint runs_actor_id_check CHECK (actor_id <> ''::text),
  constraint runs_check CHECK ((status = 'waiting'::text) = (waiting_for IS NOT NULL)),
  constraint runs_check1 CHECK ((status = 'running'::text) = (owner IS NOT NULL)),
  constraint runs_check2 CHECK ((status = ANY (ARRAY['completed'::text, 'failed'::text, 'cancelled'::text, 'halted'::text])) = (finished_at IS NOT NULL)),
  constraint runs_status_check CHECK (status = ANY (ARRAY['queued'::text, 'running'::text, 'waiting'::text, 'completed'::text, 'failed'::text, 'cancelled'::text, 'halted'::text])),
  constraint runs_tenant_id_check CHECK (tenant_id <> ''::text)
) with (fillfactor=80);

create table scoria.schedules (
  schedule_id uuid not null,
  tenant_id text not null,
  name text not null,
  actor_id text not null,
  session_id text,
  identity_metadata json not null,
  kind text not null,
  root_role text not null,
  input json,
  metadata json not null,
  cron text not null,
  time_zone text not null,
  missed text not null,
  version integer not null default 1,
  next_at timestamp with time zone,
  due_at timestamp with time zone,
  last_due_at timestamp with time zone,
  last_run_id uuid,
  last_fired_at timestamp with time zone,
  paused_at timestamp with time zone,
  paused_by text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint schedules_pkey PRIMARY KEY (schedule_id),
  constraint schedules_tenant_id_name_key UNIQUE (tenant_id, name),
  constraint schedules_actor_id_check CHECK (actor_id <> ''::text),
  constraint schedules_check CHECK ((paused_at IS NULL) = (paused_by IS NULL)),
  constraint schedules_check1 CHECK ((last_due_at IS NULL) = (last_run_id IS NULL)),
  constraint schedules_missed_check CHECK (missed = ANY (ARRAY['skip'::text, 'latest'::text, 'all'::text])),
  constraint schedules_name_check CHECK (name <> ''::text),
  constraint schedules_tenant_id_check CHECK (tenant_id <> ''::text)
) with (fillfactor=80);

create table scoria.secrets (
  name text not null,
  value bytea not null,
  constraint secrets_pkey PRIMARY KEY (name)
);

create table scoria.tombstones (
  run_id uuid not null,
  tenant_id text not null,
  status text not null,
  seq integer not null,
  hash bytea not null,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone not null,
  deleted_at timestamp with time zone not null,
  after_ms bigint not null,
  deleted_by text not null,
  entries_left boolean not null,
  constraint tombstones_pkey PRIMARY KEY (run_id),
  constraint tombstones_tenant_id_check CHECK (tenant_id <> ''::text)
);

CREATE INDEX approvals_approved ON scoria.approvals USING btree (tenant_id, tool, approval_id) WHERE status = 'approved'::text;

CREATE INDEX approvals_expiring ON scoria.approvals USING btree (expires_at) WHERE status = 'pending'::text AND expires_at IS NOT NULL;

CREATE INDEX approvals_inbox ON scoria.approvals USING btree (tenant_id, approval_id DESC) WHERE status = 'pending'::text;

CREATE INDEX approvals_run ON scoria.approvals USING btree (run_id);

CREATE INDEX approvals_tenant ON scoria.approvals USING btree (tenant_id, approval_id DESC);

CREATE INDEX follow_positions_pending ON scoria.follow_positions USING btree (lane, due_at) WHERE pending;

CREATE INDEX node_names_kept ON scoria.node_names USING btree (kept_until);

CREATE INDEX nodes_gone ON scoria.nodes USING btree (gone_at) WHERE gone_at IS NOT NULL;

CREATE INDEX nodes_here ON scoria.nodes USING btree (node_id) WHERE gone_at IS NULL;

CREATE INDEX nodes_name ON scoria.nodes USING btree (name, started_at);

CREATE INDEX queue_minutes_minute ON scoria.queue_minutes USING btree (minute);

CREATE INDEX queue_slots_queue ON scoria.queue_slots USING btree (queue);

CREATE INDEX runs_cancelling ON scoria.runs USING btree (run_id) WHERE cancels_children;

CREATE INDEX runs_children ON scoria.runs USING btree (parent_run_id, run_id) WHERE parent_run_id IS NOT NULL;

CREATE INDEX runs_deadline ON scoria.runs USING btree (deadline_at) WHERE deadline_at IS NOT NULL AND owner IS NULL AND finished_at IS NULL;

CREATE INDEX runs_due ON scoria.runs USING btree (due_at) WHERE due_at IS NOT NULL;

CREATE INDEX runs_held ON scoria.runs USING btree (queue, concurrency_key, run_id) WHERE status = 'queued'::text AND held;

CREATE UNIQUE INDEX runs_idempotency_key ON scoria.runs USING btree (tenant_id, idempotency_key) WHERE idempotency_key IS NOT NULL;

CREATE INDEX runs_listed ON scoria.runs USING btree (tenant_id, run_id NULLS FIRST, kind, actor_id, queue);

CREATE INDEX runs_of_session ON scoria.runs USING btree (tenant_id, session_id, run_id, kind, actor_id, queue) WHERE session_id IS NOT NULL;

CREATE INDEX runs_owned ON scoria.runs USING btree (owner) WHERE owner IS NOT NULL;

CREATE INDEX runs_queued ON scoria.runs USING btree (queue, kind, priority DESC, tenant_id, workload, run_id) WHERE status = 'queued'::text AND NOT held;

CREATE INDEX runs_standing ON scoria.runs USING btree (tenant_id, status, run_id NULLS FIRST, kind, actor_id, queue) WHERE status = ANY (ARRAY['queued'::text, 'waiting'::text, 'failed'::text, 'cancelled'::text, 'halted'::text]);

CREATE INDEX runs_waiting_approval ON scoria.runs USING btree (tenant_id, run_id NULLS FIRST, kind, actor_id, queue) WHERE status = 'waiting'::text AND (waiting_for ->> 'kind'::text) = 'approval'::text;

CREATE INDEX runs_waiting_operator ON scoria.runs USING btree (tenant_id, run_id NULLS FIRST, kind, actor_id, queue) WHERE status = 'waiting'::text AND (waiting_for ->> 'kind'::text) = 'operator'::text;

CREATE INDEX runs_waiting_runs ON scoria.runs USING btree (tenant_id, run_id NULLS FIRST, kind, actor_id, queue) WHERE status = 'waiting'::text AND (waiting_for ->> 'kind'::text) = 'runs'::text;

CREATE INDEX runs_waiting_signal ON scoria.runs USING btree (tenant_id, run_id NULLS FIRST, kind, actor_id, queue) WHERE status = 'waiting'::text AND (waiting_for ->> 'kind'::text) = 'signal'::text;

CREATE INDEX runs_waiting_timer ON scoria.runs USING btree (tenant_id, run_id NULLS FIRST, kind, actor_id, queue) WHERE status = 'waiting'::text AND (waiting_for ->> 'kind'::text) = 'timer'::text;

CREATE INDEX schedules_due ON scoria.schedules USING btree (due_at) WHERE paused_at IS NULL AND due_at IS NOT NULL;

CREATE INDEX schedules_tenant ON scoria.schedules USING btree (tenant_id, schedule_id DESC);

CREATE INDEX tombstones_entries_left ON scoria.tombstones USING btree (run_id) WHERE entries_left;

CREATE OR REPLACE FUNCTION scoria.append_external(run uuid, tenant text, entry_epoch integer, entry_type text, entry_payload text, OUT entry_seq integer, OUT entry_at timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
declare
  tail record;
  entry_digest bytea;
  done integer;
begin
  loop
    select j.seq, j.at, j.hash into tail
    from scoria.journal j
    where j.run_id = run
    order by j.seq desc
    limit 1;

    entry_seq := tail.seq + 1;
    entry_at := greatest(tail.at, scoria.clock());
    entry_digest := scoria.entry_digest(tenant, run, entry_epoch, 0, entry_type, entry_at, null, null, entry_payload);

    insert into scoria.journal (run_id, seq, tenant_id, epoch, call, type, at, payload, digest, hash)
    values (run, entry_seq, tenant, entry_epoch, 0, entry_type, entry_at, entry_payload::json, entry_digest,
      sha256(tail.hash || int4send(entry_seq) || entry_digest))
    on conflict do nothing;

    get diagnostics done = row_count;
    exit when done = 1;
  end loop;
  if exists (select from scoria.follows) then
    perform scoria.mark_followed(array[run], array[tenant], array[entry_type]);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.append_externals(runs uuid[], tenants text[], epochs integer[], entry_type text, payloads text[], OUT landed uuid[], OUT seqs integer[], OUT ats timestamp with time zone[])
 RETURNS record
 LANGUAGE plpgsql
AS $function$
declare
  moment timestamptz := scoria.clock();
  late record;
  alone record;
begin
  with tails as materialized (
    select e.run, e.tenant, e.epoch, e.payload, tail.seq + 1 as seq, greatest(tail.at, moment) as at, tail.hash as previous
    from unnest(runs, tenants, epochs, payloads) as e (run, tenant, epoch, payload), lateral (
      select j.seq, j.at, j.hash from scoria.journal j where j.run_id = e.run order by j.seq desc limit 1
    ) tail
  ), sealed as materialized (
    select t.*, scoria.entry_digest(t.tenant, t.run, t.epoch, 0, entry_type, t.at, null, null, t.payload) as digest
    from tails t
  ), written as (
    insert into scoria.journal (run_id, seq, tenant_id, epoch, call, type, at, payload, digest, hash)
    select s.run, s.seq, s.tenant, s.epoch, 0, entry_type, s.at, s.payload::json, s.digest,
      sha256(s.previous || int4send(s.seq) || s.digest)
    from sealed s
    order by s.run
    on conflict do nothing
    returning run_id, seq, at
  )
  select array_agg(w.run_id), array_agg(w.seq), array_agg(w.at) into landed, seqs, ats from written w;
  if exists (select from scoria.follows) then
    perform scoria.mark_followed(landed, array_agg(e.tenant), array_agg(entry_type))
    from unnest(landed) as l (run), unnest(runs, tenants) as e (run, tenant)
    where e.run = l.run;
  end if;

  for late in
    select e.run, e.tenant, e.epoch, e.payload
    from unnest(runs, tenants, epochs, payloads) as e (run, tenant, epoch, payload)
    where landed is null or e.run <> all (landed)
    order by e.run
  loop
    select * into alone from scoria.append_external(late.run, late.tenant, late.epoch, entry_type, late.payload);
    landed := landed || late.run;
    seqs := seqs || alone.entry_seq;
    ats := ats || alone.entry_at;
  end loop;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.append_lane_entry(run uuid, tenants text[], entry_type text, event_id text, entry_payload text, OUT outcome text, OUT run_status text)
 RETURNS record
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.begin_job(job_lane text, job_name text, node_id text, hold_ms integer)
 RETURNS boolean
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.bound_tenants()
 RETURNS text[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (SELECT array_agg(bound.tenant_id) AS array_agg FROM json_array_elements_text((NULLIF(current_setting('scoria.tenants'::text, true), ''::text))::json) bound(tenant_id));

CREATE OR REPLACE FUNCTION scoria.cancel_children(most integer)
 RETURNS TABLE(child_id uuid, ended boolean)
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
 SET enable_seqscan TO 'off'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.cancel_run(run uuid, tenants text[], cancel_id text, request_payload text, end_payload text, OUT outcome text, OUT cascades boolean, OUT woken uuid)
 RETURNS record
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
declare
  head scoria.runs;
  landed record;
begin
  -- Its parent with it, in the order that everybody keeps: it may wait for this very end.
  perform 1 from scoria.runs r
  where r.run_id in (run, (select c.parent_run_id from scoria.runs c where c.run_id = run))
    and r.tenant_id = any (tenants)
  order by r.run_id
  for no key update;
  select r.* into head from scoria.runs r where r.run_id = run and r.tenant_id = any (tenants);
  if head.run_id is null then
    outcome := 'not_found';
    return;
  end if;
  if head.finished_at is not null then
    outcome := 'ended';
    return;
  end if;
  if not exists (
    select 1 from scoria.journal j
    where j.run_id = run and j.type = 'cancel.requested' and j.payload ->> 'cancelId' = cancel_id
  ) then
    select * into landed
    from scoria.append_external(run, head.tenant_id, head.epoch, 'cancel.requested', request_payload);
    update scoria.runs set external_seq = landed.entry_seq, updated_at = landed.entry_at where run_id = run;
  end if;
  if head.owner is not null then
    outcome := 'requested';
    return;
  end if;
  select e.cascades, e.woken into cascades, woken from scoria.end_by_cancel(head, end_payload) e;
  outcome := 'cancelled';
end
$function$;

CREATE OR REPLACE FUNCTION scoria.claim_follows(lanes text[], hold_ms integer[], most integer)
 RETURNS TABLE(lane text, run_id uuid, tenant_id text, seq integer, version integer)
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.claim_runs(node text, known_kinds text[], known_format smallint, run_ids uuid[], most integer, after_tenant text)
 RETURNS SETOF scoria.claimed_run
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.claims_lock()
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
RETURN '7305808869232501601'::bigint;

CREATE OR REPLACE FUNCTION scoria.clear_queue(in_queue text, run_ids uuid[], request_payload text, end_payload text)
 RETURNS TABLE(run_id uuid, woken uuid, cascades boolean)
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
declare
  head scoria.runs;
  heads scoria.runs[];
  runs uuid[];
  tenants text[];
  epochs integer[];
  written record;
begin
  heads := array(
    select r from scoria.runs r
    where r.run_id = any (run_ids) and r.status = 'queued' and r.queue = in_queue
    order by r.run_id
    for no key update skip locked);
  -- Only what was owned before can have asked for anything, or have children.
  foreach head in array heads loop
    continue when head.epoch = 0 and head.parent_run_id is null;
    continue when not scoria.hold_parent(head.parent_run_id);
    perform scoria.append_external(head.run_id, head.tenant_id, head.epoch, 'cancel.requested', request_payload);
    return query
      select head.run_id, e.woken, e.cascades from scoria.end_by_cancel(head, end_payload) e;
  end loop;

  select array_agg(h.run_id), array_agg(h.tenant_id), array_agg(h.epoch) into runs, tenants, epochs
  from unnest(heads) as h
  where h.epoch = 0 and h.parent_run_id is null;
  if runs is null then
    return;
  end if;
  perform scoria.append_externals(runs, tenants, epochs, 'cancel.requested', array_fill(request_payload, array[cardinality(runs)]));
  select * into written
  from scoria.append_externals(runs, tenants, epochs, 'run.cancelled', array_fill(end_payload, array[cardinality(runs)]));
  return query
    update scoria.runs r set
      status = 'cancelled', held = false, external_seq = w.seq, updated_at = w.at, finished_at = w.at
    from unnest(written.landed, written.seqs, written.ats) as w (run, seq, at)
    where r.run_id = w.run
    returning r.run_id, null::uuid, false;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.clock()
 RETURNS timestamp with time zone
 LANGUAGE sql
AS $function$ select date_trunc('milliseconds', clock_timestamp()) $function$;

CREATE OR REPLACE FUNCTION scoria.configure_queue(in_queue text, patch jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
begin
  insert into scoria.queues as q (name, changed_at) values (in_queue, scoria.clock())
  on conflict (name) do update set changed_at = excluded.changed_at;
  update scoria.queues q set
    max_size = case when patch ? 'maxSize' then (patch ->> 'maxSize')::integer else q.max_size end,
    concurrency = case when patch ? 'concurrency' then (patch ->> 'concurrency')::integer else q.concurrency end,
    tenant_concurrency = case
      when patch ? 'tenantConcurrency' then (patch ->> 'tenantConcurrency')::integer else q.tenant_concurrency end,
    key_concurrency = case when patch ? 'keyConcurrency' then (patch ->> 'keyConcurrency')::integer else q.key_concurrency end,
    workload_weights = coalesce(patch -> 'workloadWeights', q.workload_weights),
    tenant_weights = coalesce(patch -> 'tenantWeights', q.tenant_weights),
    room = 0,
    counted_at = '-infinity'
  where q.name = in_queue;
  update scoria.runs r set held = false where r.status = 'queued' and r.held and r.queue = in_queue;
  perform scoria.tidy_queue(in_queue);
end
$function$;

CREATE OR REPLACE FUNCTION scoria.count_in_queues(queues text[], tenants text[], added bigint[], refused bigint[], taken bigint[])
 RETURNS void
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
declare
  this_minute timestamptz := date_trunc('minute', scoria.clock());
begin
  insert into scoria.queue_minutes as m (queue, tenant_id, minute, added, refused, taken)
  select c.queue, c.tenant, this_minute, c.added, c.refused, c.taken
  from unnest(queues, tenants, added, refused, taken) as c (queue, tenant, added, refused, taken)
  order by c.queue, c.tenant
  on conflict (tenant_id, queue, minute) do update set
    added = m.added + excluded.added, refused = m.refused + excluded.refused, taken = m.taken + excluded.taken;
  delete from scoria.queue_minutes m
  where (m.queue, m.tenant_id, m.minute) in (
    select o.queue, o.tenant_id, o.minute from scoria.queue_minutes o
    where o.minute < this_minute - interval '1 hour'
    order by o.minute
    limit 1000
    for update skip locked);
end
$function$;

CREATE OR REPLACE FUNCTION scoria.count_pending_approvals(of_tenants text[], expire_by timestamp with time zone, most integer, OUT pending integer, OUT oldest timestamp with time zone, OUT expiring integer)
 RETURNS record
 LANGUAGE sql
 STABLE
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_sort TO 'off'
 SET max_parallel_workers_per_gather TO '0'
 SET jit TO 'off'
AS $function$
  select count(*)::integer, min(inbox.requested_at), (count(*) filter (where inbox.expires_at <= expire_by))::integer
  from (
    select one.*
    from unnest(of_tenants) as t (tenant_id), lateral (
      select a.approval_id, a.requested_at, a.expires_at
      from scoria.approvals a
      where a.tenant_id = t.tenant_id and a.status = 'pending'
      order by a.approval_id
      limit most
    ) one
    order by one.approval_id
    limit most
  ) inbox
$function$;

CREATE OR REPLACE FUNCTION scoria.count_recent_runs(of_tenants text[], begins uuid[], most integer)
 RETURNS TABLE(part integer, status text, runs integer)
 LANGUAGE sql
 STABLE
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_sort TO 'off'
 SET max_parallel_workers_per_gather TO '0'
 SET jit TO 'off'
AS $function$
  select width_bucket(newest.run_id, begins), newest.status, count(*)::integer
  from (
    select one.run_id, one.status
    from unnest(of_tenants) as t (tenant_id), lateral (
      select r.run_id, r.status
      from scoria.runs r
      where r.tenant_id = t.tenant_id and r.run_id >= begins[1]
      order by r.run_id desc nulls last
      limit most
    ) one
    order by one.run_id desc
    limit most
  ) newest
  group by 1, 2
$function$;

CREATE OR REPLACE FUNCTION scoria.count_standing_runs(of_tenants text[], most integer, OUT queued integer, OUT running integer, OUT for_approval integer, OUT for_timer integer, OUT for_signal integer, OUT for_runs integer, OUT for_operator integer)
 RETURNS record
 LANGUAGE sql
 STABLE
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_sort TO 'off'
 SET max_parallel_workers_per_gather TO '0'
 SET jit TO 'off'
AS $function$
  select
    (
      select count(*)::integer
      from (
        select from unnest(of_tenants) as t (tenant_id), lateral (
          select from scoria.runs r where r.tenant_id = t.tenant_id and r.status = 'queued' limit most
        ) one
        limit most
      ) counted
    ),
    (
      select count(*)::integer
      from (
        select r.run_id from scoria.runs r
        where r.owner is not null and r.tenant_id = any (of_tenants)
        order by r.owner
        limit most
      ) counted
    ),
    (
      select count(*)::integer
      from (
        select from unnest(of_tenants) as t (tenant_id), lateral (
          select from scoria.runs r where r.tenant_id = t.tenant_id and r.status = 'waiting' and r.waiting_for ->> 'kind' = 'approval' limit most
        ) one
        limit most
      ) counted
    ),
    (
      select count(*)::integer
      from (
        select from unnest(of_tenants) as t (tenant_id), lateral (
          select from scoria.runs r where r.tenant_id = t.tenant_id and r.status = 'waiting' and r.waiting_for ->> 'kind' = 'timer' limit most
        ) one
        limit most
      ) counted
    ),
    (
      select count(*)::integer
      from (
        select from unnest(of_tenants) as t (tenant_id), lateral (
          select from scoria.runs r where r.tenant_id = t.tenant_id and r.status = 'waiting' and r.waiting_for ->> 'kind' = 'signal' limit most
        ) one
        limit most
      ) counted
    ),
    (
      select count(*)::integer
      from (
        select from unnest(of_tenants) as t (tenant_id), lateral (
          select from scoria.runs r where r.tenant_id = t.tenant_id and r.status = 'waiting' and r.waiting_for ->> 'kind' = 'runs' limit most
        ) one
        limit most
      ) counted
    ),
    (
      select count(*)::integer
      from (
        select from unnest(of_tenants) as t (tenant_id), lateral (
          select from scoria.runs r where r.tenant_id = t.tenant_id and r.status = 'waiting' and r.waiting_for ->> 'kind' = 'operator' limit most
        ) one
        limit most
      ) counted
    )
$function$;

CREATE OR REPLACE FUNCTION scoria.decide_approval(approval uuid, tenants text[], decision uuid, verdict text, actor text, decision_payload text, resume boolean, own_allowed boolean, OUT outcome text, OUT run uuid, OUT approval_status text, OUT by_actor text, OUT at timestamp with time zone, OUT woken boolean)
 RETURNS record
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
declare
  head scoria.runs;
  asked record;
  landed record;
  next record;
begin
  select a.run_id into run from scoria.approvals a where a.approval_id = approval and a.tenant_id = any (tenants);
  if run is null then
    outcome := 'not_found';
    return;
  end if;

  select r.* into head from scoria.runs r where r.run_id = run for no key update;
  select a.* into asked from scoria.approvals a where a.approval_id = approval for no key update;
  approval_status := asked.status;
  by_actor := asked.decided_by;
  at := asked.decided_at;

  if asked.decision_id = decision then
    outcome := 'decided';
    return;
  end if;
  if asked.status <> 'pending' then
    outcome := 'already_decided';
    return;
  end if;
  -- Past its time it is expired, also when no sweep has come by yet.
  if asked.expires_at <= scoria.clock() then
    outcome := 'already_decided';
    approval_status := 'expired';
    at := scoria.expire_approval(head, approval);
    return;
  end if;
  if head.actor_id = actor and not own_allowed then
    outcome := 'own_request';
    return;
  end if;

  select * into landed
  from scoria.append_external(run, head.tenant_id, head.epoch, 'approval.decided', decision_payload);

  update scoria.approvals set
    status = verdict, decision_id = decision, decision_seq = landed.entry_seq, decided_by = actor,
    decided_at = landed.entry_at
  where approval_id = approval;

  -- A run that waits for an operator stays so: its handler is missing or has changed, a decision does not mend that.
  woken := head.status = 'waiting' and resume and head.waiting_for ->> 'kind' <> 'operator';
  if woken then
    perform scoria.wake_run(run, landed.entry_at, landed.entry_seq);
  else
    -- Not resumed, it waits for the next one that is pending, so that what a reader is offered can be decided.
    select a.approval_id, a.tool into next
    from scoria.approvals a
    where a.run_id = run and (a.status = 'pending') is true
    order by a.seq
    limit 1;
    update scoria.runs set
      awaiting_approval = head.status = 'waiting' and head.waiting_for ->> 'kind' = 'approval'
        and next.approval_id is not null,
      waiting_for = case
        when head.waiting_for ->> 'approvalId' = approval::text and next.approval_id is not null
        then ('{"approvalId":"' || next.approval_id || '","kind":"approval","tool":' || to_json(next.tool)::text || '}')::json
        else head.waiting_for
      end,
      resumable = head.status = 'waiting',
      external_seq = landed.entry_seq, updated_at = landed.entry_at
    where run_id = run;
  end if;

  outcome := 'decided';
  approval_status := verdict;
  by_actor := actor;
  at := landed.entry_at;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.decide_approvals(d_approval uuid[], d_tenants text[], d_decision uuid[], d_verdict text[], d_actor text[], d_payload text[], d_resume boolean[], own_allowed boolean)
 RETURNS TABLE(decision uuid, outcome text, run uuid, approval_status text, by_actor text, at timestamp with time zone, woken boolean)
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
declare
  moment timestamptz := scoria.clock();
  about uuid[];  -- the run of each decision; null: there is none that these tenants may see
  heads scoria.runs[];
  plain record;
  written record;
  other record;
begin
  about := array(
    select (
      select a.run_id from scoria.approvals a where a.approval_id = d.approval and a.tenant_id = any (d.tenants::text[]))
    from unnest(d_approval, d_tenants) with ordinality as d (approval, tenants, nth)
    order by d.nth);
  heads := array(
    select r from scoria.runs r where r.run_id = any (about) order by r.run_id for no key update skip locked);

  select array_agg(p.approval) as approvals, array_agg(p.run_id) as runs, array_agg(p.tenant_id) as tenants,
    array_agg(p.epoch) as epochs, array_agg(p.decision) as decisions, array_agg(p.verdict) as verdicts,
    array_agg(p.actor) as actors, array_agg(p.payload) as payloads
  into plain
  from (
    select distinct on (h.run_id) h.run_id, h.tenant_id, h.epoch, d.approval, d.decision, d.verdict, d.actor, d.payload
    from unnest(heads) as h
    join unnest(about, d_approval, d_decision, d_verdict, d_actor, d_payload, d_resume)
      as d (run, approval, decision, verdict, actor, payload, resume) on d.run = h.run_id
    join scoria.approvals a on a.approval_id = d.approval
    where d.resume and h.status = 'waiting' and h.waiting_for ->> 'kind' <> 'operator'
      and (a.status = 'pending') is true and (a.expires_at is null or a.expires_at > moment)
      and (own_allowed or h.actor_id <> d.actor)
    order by h.run_id
  ) p;

  if plain.runs is not null then
    select * into written
    from scoria.append_externals(plain.runs, plain.tenants, plain.epochs, 'approval.decided', plain.payloads);
    update scoria.approvals a set
      status = p.verdict, decision_id = p.decision, decision_seq = w.seq, decided_by = p.actor, decided_at = w.at
    from unnest(plain.approvals, plain.runs, plain.decisions, plain.verdicts, plain.actors)
        as p (approval, run, decision, verdict, actor),
      unnest(written.landed, written.seqs, written.ats) as w (run, seq, at)
    where w.run = p.run and a.approval_id = p.approval;
    update scoria.runs r set
      status = 'queued', waiting_for = null, awaiting_approval = false, resumable = false, due_at = null, signals = null,
      updated_at = w.at, external_seq = w.seq
    from unnest(written.landed, written.seqs, written.ats) as w (run, seq, at)
    where r.run_id = w.run;
    return query
      select p.decision, 'decided', p.run, p.verdict, p.actor, w.at, true
      from unnest(plain.decisions, plain.runs, plain.verdicts, plain.actors) as p (decision, run, verdict, actor),
        unnest(written.landed, written.ats) as w (run, at)
      where w.run = p.run;
  end if;

  for other in
    select d.*, exists (select from unnest(heads) as h where h.run_id = d.run) as is_held
    from unnest(about, d_approval, d_tenants, d_decision, d_verdict, d_actor, d_payload, d_resume)
      as d (run, approval, tenants, decision, verdict, actor, payload, resume)
    where plain.decisions is null or d.decision <> all (plain.decisions)
  loop
    if other.run is null then
      return query select other.decision, 'not_found', null::uuid, null::text, null::text, null::timestamptz, null::boolean;
    elsif not other.is_held or other.run = any (plain.runs) then
      return query select other.decision, 'busy', other.run, null::text, null::text, null::timestamptz, null::boolean;
    else
      return query
        select other.decision, alone.outcome, alone.run, alone.approval_status, alone.by_actor, alone.at,
          alone.woken
        from scoria.decide_approval(other.approval, other.tenants::text[], other.decision, other.verdict, other.actor,
          other.payload, other.resume, own_allowed) as alone;
    end if;
  end loop;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.delete_left_entries(wanted text[], most integer, OUT is_full boolean)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET lock_timeout TO '1s'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.delete_runs(of_runs uuid[], after_ms bigint[], by_whom text, most integer, OUT done uuid[], OUT is_full boolean)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET lock_timeout TO '1s'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.drain_node(wanted text, actor text, why text)
 RETURNS boolean
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.drain_queue(in_queue text, run_ids uuid[], waiting_for text)
 RETURNS TABLE(run_id uuid)
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
declare
  runs uuid[];
  tenants text[];
  epochs integer[];
  written record;
begin
  with heads as materialized (
    select r.run_id, r.tenant_id, r.epoch from scoria.runs r
    where r.run_id = any (run_ids) and r.status = 'queued' and r.queue = in_queue
    order by r.run_id
    for no key update skip locked
  )
  select array_agg(h.run_id), array_agg(h.tenant_id), array_agg(h.epoch + 1) into runs, tenants, epochs from heads h;
  if runs is null then
    return;
  end if;
  select * into written
  from scoria.append_externals(runs, tenants, epochs, 'run.waiting',
    array_fill('{"waitingFor":' || waiting_for || '}', array[cardinality(runs)]));
  return query
    update scoria.runs r set
      status = 'waiting', waiting_for = drain_queue.waiting_for::json, resumable = true, held = false, epoch = r.epoch + 1,
      external_seq = w.seq, updated_at = w.at
    from unnest(written.landed, written.seqs, written.ats) as w (run, seq, at)
    where r.run_id = w.run
    returning r.run_id;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.end_by_cancel(head scoria.runs, end_payload text, OUT cascades boolean, OUT woken uuid)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
declare
  landed record;
begin
  perform scoria.withdraw_approvals(head);
  select * into landed
  from scoria.append_external(head.run_id, head.tenant_id, head.epoch, 'run.cancelled', end_payload);
  cascades := exists (select from scoria.runs c where c.parent_run_id = head.run_id and c.finished_at is null);
  update scoria.runs set
    status = 'cancelled', waiting_for = null, awaiting_approval = false, resumable = false, due_at = null, signals = null,
    external_seq = landed.entry_seq, updated_at = landed.entry_at, finished_at = landed.entry_at,
    cancels_children = cascades
  where run_id = head.run_id;
  if head.parent_run_id is not null then
    woken := (select p.run_id from scoria.settle_parents(array[head.run_id], array[head.parent_run_id]) as p (run_id));
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.end_follow(follower text, run uuid, followed_seq integer, claimed_version integer)
 RETURNS void
 LANGUAGE sql
 SET lock_timeout TO '1s'
AS $function$
  update scoria.follow_positions p set
    seq = greatest(p.seq, followed_seq),
    pending = p.version <> claimed_version,
    due_at = scoria.clock(),
    failures = 0
  where p.lane = follower and p.run_id = run
$function$;

CREATE OR REPLACE FUNCTION scoria.end_job(job_lane text, job_name text, node_id text, again_ms integer, failed boolean)
 RETURNS void
 LANGUAGE sql
 SET lock_timeout TO '1s'
AS $function$
  update scoria.jobs j set
    failures = case when failed then j.failures + 1 else 0 end,
    due_at = scoria.clock() + again_ms * interval '1 millisecond'
  where j.lane = job_lane and j.name = job_name and j.node = node_id
$function$;

CREATE OR REPLACE FUNCTION scoria.entry_digest(tenant text, run uuid, epoch integer, call integer, type text, at timestamp with time zone, step_key text, role text, payload text)
 RETURNS bytea
 LANGUAGE sql
 STABLE
AS $function$
  select sha256(convert_to(
    '{"at":' || (extract(epoch from at) * 1000)::bigint
      || ',"call":' || call
      || ',"epoch":' || epoch
      || ',"payloadHash":"' || encode(sha256(convert_to(payload, 'UTF8')), 'hex')
      || '","role":' || coalesce(to_json(role)::text, 'null')
      || ',"run":"' || run
      || '","stepKey":' || coalesce(to_json(step_key)::text, 'null')
      || ',"tenant":' || to_json(tenant)::text
      || ',"type":' || to_json(type)::text
      || ',"v":1}',
    'UTF8'))
$function$;

CREATE OR REPLACE FUNCTION scoria.expire_approval(head scoria.runs, approval uuid)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
AS $function$
declare
  landed record;
begin
  select * into landed from scoria.append_external(
    head.run_id, head.tenant_id, head.epoch, 'approval.expired', '{"approvalId":"' || approval || '"}');
  update scoria.approvals set status = 'expired', decision_seq = landed.entry_seq, decided_at = landed.entry_at
  where approval_id = approval;
  update scoria.runs set external_seq = landed.entry_seq, updated_at = landed.entry_at,
    awaiting_approval = awaiting_approval and exists (
      select 1 from scoria.approvals a where a.run_id = head.run_id and (a.status = 'pending') is true)
  where run_id = head.run_id;
  if head.status = 'waiting' and head.waiting_for ->> 'kind' <> 'operator' then
    perform scoria.wake_run(head.run_id, landed.entry_at);
  end if;
  return landed.entry_at;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.expire_approvals(most integer)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
declare
  moment timestamptz := scoria.clock();  -- once: a volatile condition would be asked of every approval that has time left
  past record;
  head scoria.runs;
begin
  for past in
    select a.approval_id, a.run_id from scoria.approvals a
    where a.status = 'pending' and a.expires_at <= moment
    order by a.expires_at
    limit most
  loop
    select r.* into head from scoria.runs r where r.run_id = past.run_id for no key update skip locked;
    continue when head.run_id is null;
    perform 1 from scoria.approvals a where a.approval_id = past.approval_id and a.status = 'pending' for no key update;
    continue when not found;
    perform scoria.expire_approval(head, past.approval_id);
    return next past.run_id;
  end loop;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.fail_follow(follower text, run uuid, OUT failed integer)
 RETURNS integer
 LANGUAGE sql
 SET lock_timeout TO '1s'
AS $function$
  update scoria.follow_positions p set
    failures = p.failures + 1,
    due_at = scoria.clock() + least(300000, 500 * 2 ^ least(p.failures, 20)) * interval '1 millisecond'
  where p.lane = follower and p.run_id = run
  returning failures
$function$;

CREATE OR REPLACE FUNCTION scoria.find_runs_for_attention(of_tenants text[], quiet_since timestamp with time zone, deadline_by timestamp with time zone, queued_since timestamp with time zone, queued_before uuid, asked_since timestamp with time zone, asked_before uuid, most integer)
 RETURNS TABLE(reason text, run_id uuid, since timestamp with time zone)
 LANGUAGE sql
 STABLE
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_sort TO 'off'
 SET max_parallel_workers_per_gather TO '0'
 SET jit TO 'off'
AS $function$
  select found.reason, found.run_id, found.since
  from (
    select 1 as place, 'operator' as reason, one.run_id, one.updated_at as since
    from unnest(of_tenants) as t (tenant_id), lateral (
      select r.run_id, r.updated_at
      from scoria.runs r
      where r.tenant_id = t.tenant_id and r.status = 'waiting' and r.waiting_for ->> 'kind' = 'operator'
      order by r.run_id nulls first
      limit most
    ) one

    union all
    select 2, 'quiet', running.run_id, last.at
    from (
      select r.run_id, r.tenant_id
      from scoria.runs r
      where r.owner is not null and r.tenant_id = any (of_tenants) and r.updated_at < quiet_since
      order by r.owner
      offset 0
    ) running, lateral (
      select j.at
      from scoria.journal j
      where j.run_id = running.run_id and j.tenant_id = running.tenant_id
      order by j.seq desc
      limit 1
    ) last
    where last.at < quiet_since

    union all
    select 3, 'deadline', near.run_id, near.deadline_at
    from (
      select r.run_id, r.deadline_at
      from scoria.runs r
      where r.deadline_at is not null and r.owner is null and r.finished_at is null
        and r.deadline_at < deadline_by and r.tenant_id = any (of_tenants)
      order by r.deadline_at
      limit most
    ) near

    union all
    select 4, 'aged', one.run_id, one.updated_at
    from unnest(of_tenants) as t (tenant_id), lateral (
      select oldest.run_id, oldest.updated_at
      from (
        select r.run_id, r.updated_at
        from scoria.runs r
        where r.tenant_id = t.tenant_id and r.status = 'queued' and r.run_id < queued_before
        order by r.run_id nulls first
        limit 1000
      ) oldest
      where oldest.updated_at < queued_since
      limit most
    ) one

    union all
    select 5, 'aged', one.run_id, one.updated_at
    from unnest(of_tenants) as t (tenant_id), lateral (
      select oldest.run_id, oldest.updated_at
      from (
        select r.run_id, r.updated_at, r.awaiting_approval
        from scoria.runs r
        where r.tenant_id = t.tenant_id and r.status = 'waiting' and r.waiting_for ->> 'kind' = 'approval'
          and r.run_id < asked_before
        order by r.run_id nulls first
        limit 1000
      ) oldest
      where oldest.updated_at < asked_since and oldest.awaiting_approval
      limit most
    ) one
  ) found
  order by found.place, found.since
  limit most
$function$;

CREATE OR REPLACE FUNCTION scoria.find_schedules(of_tenants text[], of_name text)
 RETURNS TABLE(schedule scoria.schedules, moment timestamp with time zone)
 LANGUAGE sql
AS $function$
  select s, scoria.clock() from scoria.schedules s
  where s.tenant_id = any (of_tenants) and s.name = of_name
  order by s.schedule_id
$function$;

CREATE OR REPLACE FUNCTION scoria.forget_nodes(most integer)
 RETURNS void
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.free_slots(in_queue text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.give_to_retention()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.gone_owners(but text)
 RETURNS SETOF text
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.grant_roles()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform scoria.grant_tables();
  if to_regrole('scoria_writer') is not null then
    revoke execute on function scoria.grant_tables() from scoria_writer;
  end if;
  if to_regrole('scoria_reader') is not null then
    grant execute on function
      scoria.newest_runs(text[], text[], text, text, text, text, text, boolean, uuid, uuid, uuid, integer),
      scoria.count_recent_runs(text[], uuid[], integer),
      scoria.count_standing_runs(text[], integer),
      scoria.count_pending_approvals(text[], timestamptz, integer),
      scoria.find_runs_for_attention(text[], timestamptz, timestamptz, timestamptz, uuid, timestamptz, uuid, integer)
    to scoria_reader;
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.grant_tables()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  writes boolean := to_regrole('scoria_writer') is not null;
  reads boolean := to_regrole('scoria_reader') is not null;
  target record;
begin
  revoke execute on all routines in schema scoria from public;
  grant execute on function scoria.is_engine(), scoria.bound_tenants() to public;

  if writes then
    grant usage on schema scoria to scoria_writer;
    grant execute on all routines in schema scoria to scoria_writer;
    revoke execute on function scoria.grant_roles(), scoria.protect_table(regclass) from scoria_writer;
    grant usage on all sequences in schema scoria to scoria_writer;
    grant select on scoria.migrations to scoria_writer;
  end if;
  if reads then
    grant usage on schema scoria to scoria_reader;
  end if;

  for target in
    select c.oid::regclass as name, c.relname, bool_or(p.polname = 'scoria_tenants') as is_of_tenants
    from pg_policy p
    join pg_class c on c.oid = p.polrelid
    where p.polname in ('scoria_engine', 'scoria_tenants')
    group by c.oid, c.relname
  loop
    if writes then
      execute format('grant %s on %s to scoria_writer',
        case target.name::text
          when 'scoria.journal' then 'select, insert'
          when 'scoria.secrets' then 'select'
          when 'scoria.runs' then 'select, insert, update'
          when 'scoria.approvals' then 'select, insert, update'
          when 'scoria.tombstones' then 'select'
          when 'scoria.nodes' then 'select, insert, update, delete'
          else 'select, insert, update, delete'  -- a lane's: they follow the journal and may be made anew from it
        end, target.name);
    end if;
    if reads and target.is_of_tenants then
      execute format('grant select on %s to scoria_reader', target.name);
    end if;
  end loop;

  if to_regprocedure('scoria.give_to_retention()') is not null then
    perform scoria.give_to_retention();
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.grow_tree(displaced uuid[], s_by uuid[], s_run uuid[], s_continues boolean[], s_kind text[], s_root_role text[], s_metadata text[], s_format smallint[], s_at bigint[], s_from integer[], s_size integer[], s_payloads bytea, s_hashes bytea, e_run uuid[], e_parent uuid[], w_run uuid[], w_sets text[], c_run uuid[])
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.halt_late_runs(most integer)
 RETURNS TABLE(run_id uuid, woken uuid)
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
declare
  moment timestamptz := scoria.clock();
  head scoria.runs;
  landed record;
  deadline bigint;
  observed bigint;
begin
  for head in
    select r.* from scoria.runs r
    where r.deadline_at is not null and r.deadline_at <= moment and r.owner is null and r.finished_at is null
    order by r.deadline_at
    limit most
    for no key update skip locked
  loop
    continue when not scoria.hold_parent(head.parent_run_id);
    deadline := (extract(epoch from head.deadline_at) * 1000)::bigint;
    observed := (extract(epoch from moment) * 1000)::bigint;
    perform scoria.withdraw_approvals(head);
    select * into landed from scoria.append_external(
      head.run_id, head.tenant_id, head.epoch, 'run.halted',
      '{"error":{"code":"RAIL_EXCEEDED","details":{"limit":' || deadline || ',"observed":' || observed
        || ',"rail":"deadline"},"message":"The run was halted: its deadline had passed before it had ended (deadline). '
        || 'Start a new run with a later one, or look at why it had to wait.","name":"ScoriaError"},"limit":' || deadline
        || ',"observed":' || observed || ',"rail":"deadline"}');
    update scoria.runs set
      status = 'halted', waiting_for = null, awaiting_approval = false, resumable = false, due_at = null, signals = null,
      held = false, external_seq = landed.entry_seq, updated_at = landed.entry_at, finished_at = landed.entry_at
    where runs.run_id = head.run_id;
    run_id := head.run_id;
    woken := null;
    if head.parent_run_id is not null then
      woken := (select p.run_id from scoria.settle_parents(array[head.run_id], array[head.parent_run_id]) as p (run_id));
    end if;
    return next;
  end loop;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.head_now(run uuid)
 RETURNS SETOF scoria.runs
 LANGUAGE plpgsql
AS $function$
begin
  return query select r.* from scoria.runs r where r.run_id = run;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.hold_heads(heads uuid[])
 RETURNS bigint
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
 SET enable_seqscan TO 'off'
AS $function$
declare
  held bigint;
begin
  select count(*) into held
  from (select r.run_id from scoria.runs r where r.run_id = any (heads) order by r.run_id for no key update) h;
  return held;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.hold_parent(parent uuid)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  if parent is null then
    return true;
  end if;
  perform 1 from scoria.runs r where r.run_id = parent for no key update skip locked;
  return found or not exists (select from scoria.runs r where r.run_id = parent);
end
$function$;

CREATE OR REPLACE FUNCTION scoria.is_engine()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (has_table_privilege(('scoria.journal'::regclass)::oid, 'insert'::text) OR has_table_privilege(('scoria.journal'::regclass)::oid, 'delete'::text));

CREATE OR REPLACE FUNCTION scoria.is_limited(q scoria.queues)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
RETURN (COALESCE((q).concurrency, (q).tenant_concurrency, (q).key_concurrency) IS NOT NULL);

CREATE OR REPLACE FUNCTION scoria.is_quarantined(node_name text)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
declare
  moment timestamptz := scoria.clock();
begin
  return exists (select from scoria.node_names q where q.name = node_name and q.quarantined_until > moment);
end
$function$;

CREATE OR REPLACE FUNCTION scoria.is_retention()
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select coalesce(current_setting('scoria.retention', true), '') = 'on'
    and exists (
      select from pg_proc p
      where p.oid = to_regprocedure('scoria.delete_runs(uuid[],bigint[],text,integer)')
        and pg_get_userbyid(p.proowner) = current_user)
$function$;

CREATE OR REPLACE FUNCTION scoria.keep_tombstones()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.lapsed_nodes(witness text)
 RETURNS SETOF scoria.nodes
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.list_nodes(wanted text, most_here integer, most_gone integer)
 RETURNS TABLE(node_id text, name text, status text, started_at timestamp with time zone, heard_of_at timestamp with time zone, lease_ms integer, kinds text[], concurrency integer, owned integer, downs integer, drained_at timestamp with time zone, drained_by text, drain_reason text, quarantined_at timestamp with time zone, quarantined_until timestamp with time zone, quarantined_by text, quarantine_reason text)
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.look_around(node text, node_name text, known_kinds text[], known_format smallint, following_lanes text[], OUT due boolean, OUT expired boolean, OUT late boolean, OUT queued boolean, OUT by_turn boolean, OUT left_behind boolean, OUT lapsed boolean, OUT news boolean, OUT followed boolean, OUT scheduled boolean, OUT standing text, OUT said_by text, OUT reason text, OUT until timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.mark_followed(runs uuid[], tenants text[], entry_types text[])
 RETURNS void
 LANGUAGE sql
AS $function$
  insert into scoria.follow_positions (lane, run_id, tenant_id, pending, due_at)
  select distinct f.lane, e.run, e.tenant, true, scoria.clock()
  from unnest(runs, tenants, entry_types) as e (run, tenant, type)
  join scoria.follows f on e.type = any (f.types)
  order by f.lane, e.run
  on conflict (lane, run_id) do update set
    version = follow_positions.version + 1,
    due_at = case when follow_positions.pending then follow_positions.due_at else excluded.due_at end,
    pending = true
$function$;

CREATE OR REPLACE FUNCTION scoria.may_take(node text)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  return coalesce((
    select n.drained_at is null and not scoria.is_quarantined(n.name) from scoria.nodes n where n.node_id = node), true);
end
$function$;

CREATE OR REPLACE FUNCTION scoria.move_schedules(ids uuid[], seen_versions integer[], seen_next timestamp with time zone[], next_times timestamp with time zone[], fired_due timestamp with time zone[], fired_runs uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.newest_runs(of_tenants text[], statuses text[], awaits text, of_kind text, of_actor text, in_queue text, in_session text, has_session boolean, least_id uuid, greatest_id uuid, before_id uuid, most integer)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE ROWS 10
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_sort TO 'off'
 SET max_parallel_workers_per_gather TO '0'
 SET jit TO 'off'
AS $function$
declare
  narrow text := concat(
    case when of_kind is not null then ' and r.kind = $3' end,
    case when of_actor is not null then ' and r.actor_id = $4' end,
    case when in_queue is not null then ' and r.queue = $5' end,
    case when in_session is not null then ' and r.session_id = $6' end,
    case when has_session then ' and r.session_id is not null' end,
    case when least_id is not null then ' and r.run_id >= $7' end,
    case when greatest_id is not null then ' and r.run_id <= $8' end,
    case when before_id is not null then ' and r.run_id < $9' end);
  -- Of one tenant (%1$s), beyond a further condition (%2$s), no more than %3$s.
  of_tenant text := 'select r.run_id from scoria.runs r where r.tenant_id = %1$s';
  walk text;
  running text;
  few integer;
begin
  if in_session is not null then
    walk := concat(of_tenant,
      case when statuses is not null then format(' and r.status = any (%L)', statuses) end,
      case when awaits is not null then format(' and r.status = ''waiting'' and r.waiting_for ->> ''kind'' = %L', awaits) end,
      narrow, ' %2$s order by r.run_id desc limit %3$s');
  elsif awaits is not null then
    walk := concat(of_tenant,
      format(' and r.status = ''waiting'' and r.waiting_for ->> ''kind'' = %L', awaits),
      narrow, ' %2$s order by r.run_id desc nulls last limit %3$s');
  elsif statuses is null then
    walk := concat(of_tenant, narrow, ' %2$s order by r.run_id desc nulls last limit %3$s');
  else
    -- Each status has an order of its own.
    select string_agg(
      concat('(', of_tenant, format(' and r.status = %L', s.status), narrow, ' %2$s order by r.run_id desc nulls last limit %3$s)'),
      ' union all ')
    into walk
    from unnest(statuses) as s (status)
    where s.status <> 'running';
    walk := concat('select s.run_id from (', walk, ') s order by s.run_id desc limit %3$s');
    -- What is running is little, however many runs there are, and has an index that no tenant is in.
    if 'running' = any (statuses) then
      running := concat(
        ' union all (select r.run_id from scoria.runs r where r.owner is not null and r.tenant_id = any ($1)',
        narrow, ' order by r.owner offset 0)');
      if cardinality(statuses) = 1 then
        walk := concat(of_tenant, ' and false %2$s limit %3$s');
      end if;
    end if;
  end if;

  if cardinality(of_tenants) = 1 then
    return query execute concat(
      'select w.run_id from ((', format(walk, '$1[1]', '', '$2'), ')', running, ') w order by w.run_id desc limit $2')
    using of_tenants, most, of_kind, of_actor, in_queue, in_session, least_id, greatest_id, before_id;
    return;
  end if;

  -- A page has few runs of each of many tenants. The few newest of each say how old the page's last run may be at most, and of
  -- the tenants that gave as many as they were asked for, those up to that age are read too.
  few := 2 * most / cardinality(of_tenants) + 2;
  return query execute concat('
    with few as materialized (
      select t.tenant_id, w.run_id
      from unnest($1) as t (tenant_id), lateral (', format(walk, 't.tenant_id', '', few), ') w
    ), line as materialized (
      -- Here, since row security lets no condition open an index in which there is more than a comparison.
      select coalesce(
        (select f.run_id from few f order by f.run_id desc offset $2 - 1 limit 1),
        ''00000000-0000-0000-0000-000000000000'') as run_id
    ), rest as (
      select w.run_id
      from (
        select f.tenant_id, (array_agg(f.run_id order by f.run_id))[1] as run_id
        from few f
        group by f.tenant_id
        having count(*) = ', few, '
      ) t,
      lateral (', format(walk, 't.tenant_id', '
        and r.run_id < t.run_id
        and r.run_id >= (select l.run_id from line l)', '$2'), ') w
    )
    select w.run_id
    from (select f.run_id from few f union all select r.run_id from rest r', running, ') w
    order by w.run_id desc
    limit $2')
  using of_tenants, most, of_kind, of_actor, in_queue, in_session, least_id, greatest_id, before_id;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.note_downs(witness text, most integer)
 RETURNS TABLE(quarantined text, downs_in_window integer, until timestamp with time zone)
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.park_handlerless_runs(grace_ms integer, most integer)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.park_run(head scoria.runs)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.pause_queue(in_queue text, actor text, why text)
 RETURNS void
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
begin
  perform pg_advisory_xact_lock(scoria.claims_lock());
  insert into scoria.queues as q (name, changed_at, paused_at, paused_by, pause_reason)
  values (in_queue, scoria.clock(), scoria.clock(), actor, why)
  on conflict (name) do update set
    changed_at = excluded.changed_at,
    paused_at = coalesce(q.paused_at, excluded.paused_at),
    paused_by = excluded.paused_by,
    pause_reason = excluded.pause_reason;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.pause_schedules(of_tenants text[], of_name text, actor text)
 RETURNS SETOF scoria.schedules
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.pick_from_line(in_queue text, in_kind text, in_priority smallint, in_tenant text, in_workload text, known_format smallint, most integer, taken uuid[], moment timestamp with time zone)
 RETURNS scoria.runs[]
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.pick_from_place(in_queue text, in_kind text, known_format smallint, most integer, taken uuid[], after_tenant text, gate scoria.queues, busy jsonb)
 RETURNS scoria.runs[]
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.pick_from_priority(in_queue text, in_kind text, in_priority smallint, known_format smallint, most integer, taken uuid[], after_tenant text, gate scoria.queues, busy jsonb)
 RETURNS scoria.runs[]
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.pick_runs(known_kinds text[], known_format smallint, most integer, after_tenant text)
 RETURNS scoria.runs[]
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.pick_within_limits(in_queue text, in_kind text, known_format smallint, most integer, taken uuid[], after_tenant text)
 RETURNS scoria.runs[]
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.places_in_line(known_kinds text[], OUT queues text[], OUT kinds text[])
 RETURNS record
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.poison_run(head scoria.runs, losses integer, step_under_way text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  landed record;
  last_error text;
  message text;
begin
  select (j.payload -> 'error')::text into last_error
  from scoria.journal j
  where j.run_id = head.run_id and j.type in ('step.failed_attempt', 'step.failed')
  order by j.seq desc
  limit 1;
  message := 'Run ' || head.run_id || ' took down or lost ' || losses || ' nodes in a row and recorded nothing in between, '
    || 'so no node gets it any more. '
    || coalesce('When the last one went, the step "' || step_under_way || '" was under way. ', '')
    || 'Read its evidence, repair its handler, then retry the run.';
  perform scoria.withdraw_approvals(head);
  select * into landed from scoria.append_external(
    head.run_id, head.tenant_id, head.epoch + 1, 'run.failed',
    '{"error":{"code":"POISONED","details":{'
      || coalesce('"lastError":' || last_error || ',', '')
      || '"losses":' || losses
      || ',"node":' || to_json(head.owner)::text
      || ',"runId":"' || head.run_id || '"'
      || coalesce(',"step":' || to_json(step_under_way)::text, '')
      || '},"message":' || to_json(message)::text || ',"name":"ScoriaError"}'
      || coalesce(',"failedStep":' || to_json(step_under_way)::text, '') || '}');
  update scoria.runs set
    status = 'failed', owner = null, epoch = head.epoch + 1, awaiting_approval = false, resumable = false,
    due_at = null, signals = null, takeovers = losses,
    external_seq = landed.entry_seq, updated_at = landed.entry_at, finished_at = landed.entry_at
  where run_id = head.run_id;
  if head.parent_run_id is not null then
    perform scoria.settle_parents(array[head.run_id], array[head.parent_run_id]);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.protect_table(target regclass)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  execute format('alter table %s enable row level security', target);
  if not exists (select from pg_policy where polrelid = target and polname = 'scoria_engine') then
    execute format(
      'create policy scoria_engine on %s using ((select scoria.is_engine())) with check ((select scoria.is_engine()))',
      target);
  end if;
  if not exists (select from pg_policy where polrelid = target and polname = 'scoria_tenants')
    and exists (select from pg_attribute where attrelid = target and attname = 'tenant_id' and not attisdropped)
  then
    execute format(
      'create policy scoria_tenants on %s for select using (tenant_id = any ((select scoria.bound_tenants())::text[]))',
      target);
  end if;
  perform scoria.grant_roles();
end
$function$;

CREATE OR REPLACE FUNCTION scoria.quarantine_name(wanted text, actor text, why text, for_ms bigint)
 RETURNS boolean
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.queue_due_runs(most integer)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.queue_in_order(in_queue text, tenants text[])
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE
AS $function$
  select q.run_id
  from (
    select r.run_id, r.held, r.priority,
      row_number() over (partition by r.held, r.priority, r.tenant_id, r.workload order by r.run_id) as nth
    from (
      select * from scoria.runs in_line where in_line.status = 'queued' and not in_line.held and in_line.queue = in_queue
      union all
      select * from scoria.runs aside where aside.status = 'queued' and aside.held and aside.queue = in_queue
    ) r
    where r.tenant_id = any (tenants)
  ) q
  order by q.held, q.priority desc, q.nth, q.run_id
$function$;

CREATE OR REPLACE FUNCTION scoria.queue_stats(tenants text[])
 RETURNS TABLE(queue text, depth integer, aside integer, running integer, oldest timestamp with time zone, five integer[], hour integer[])
 LANGUAGE sql
 STABLE
AS $function$
  with recursive in_line as (
    (select r.queue from scoria.runs r where r.status = 'queued' and not r.held order by r.queue limit 1)
    union all
    select (
      select r.queue from scoria.runs r
      where r.status = 'queued' and not r.held and r.queue > l.queue
      order by r.queue
      limit 1)
    from in_line l
    where l.queue is not null
  ), running as materialized (
    select r.queue, count(*)::integer as n
    from scoria.runs r
    where r.owner is not null and r.tenant_id = any (tenants)
    group by r.queue
  ), flow as materialized (
    select m.queue,
      array[
        coalesce(sum(m.added) filter (where m.minute > scoria.clock() - interval '5 minutes'), 0),
        coalesce(sum(m.refused) filter (where m.minute > scoria.clock() - interval '5 minutes'), 0),
        coalesce(sum(m.taken) filter (where m.minute > scoria.clock() - interval '5 minutes'), 0)
      ]::integer[] as five,
      array[sum(m.added), sum(m.refused), sum(m.taken)]::integer[] as hour
    from scoria.queue_minutes m
    where m.minute > scoria.clock() - interval '1 hour' and m.tenant_id = any (tenants)
    group by m.queue
  ), named as (
    select l.queue from in_line l where l.queue is not null
    union select h.queue from scoria.runs h where h.status = 'queued' and h.held
    union select q.name from scoria.queues q
    union select r.queue from running r
    union select f.queue from flow f
  )
  select n.queue, counted.n + aside.n, aside.n, coalesce(running.n, 0), least(counted.oldest, aside.oldest),
    coalesce(flow.five, '{0,0,0}'), coalesce(flow.hour, '{0,0,0}')
  from named n
  left join running on running.queue = n.queue
  left join flow on flow.queue = n.queue
  cross join lateral (
    select count(*)::integer as n, min(r.updated_at) as oldest
    from scoria.runs r
    where r.status = 'queued' and not r.held and r.queue = n.queue and r.tenant_id = any (tenants)
  ) counted
  cross join lateral (
    select count(*)::integer as n, min(r.updated_at) as oldest
    from scoria.runs r
    where r.status = 'queued' and r.held and r.queue = n.queue and r.tenant_id = any (tenants)
  ) aside
  where counted.n + aside.n + coalesce(running.n, 0) > 0 or flow.queue is not null
    or exists (select from scoria.queues q where q.name = n.queue)
  order by n.queue
$function$;

CREATE OR REPLACE FUNCTION scoria.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'UPDATE' and scoria.is_retention() then
    if old.payload is not null and new.payload is null
      and new.payload_hash = sha256(convert_to(old.payload::text, 'UTF8'))
      and (new.run_id, new.seq, new.tenant_id, new.epoch, new.call, new.type, new.at, new.step_key, new.role, new.digest, new.hash)
        is not distinct from
        (old.run_id, old.seq, old.tenant_id, old.epoch, old.call, old.type, old.at, old.step_key, old.role, old.digest, old.hash)
    then
      return new;
    end if;
  elsif tg_op = 'DELETE' and scoria.is_retention() then
    if exists (select from scoria.tombstones t where t.run_id = old.run_id) then
      return old;
    end if;
  end if;
  raise exception 'scoria.journal is append-only' using errcode = 'SC002';
end
$function$;

CREATE OR REPLACE FUNCTION scoria.release_node(wanted text)
 RETURNS boolean
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.remove_payloads(of_runs uuid[], after_ms bigint[], most integer, OUT done uuid[], OUT is_full boolean)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET lock_timeout TO '1s'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.remove_schedules(of_tenants text[], of_name text)
 RETURNS integer
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.resume_queue(in_queue text)
 RETURNS void
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
begin
  update scoria.queues q set changed_at = scoria.clock(), paused_at = null, paused_by = null, pause_reason = null
  where q.name = in_queue;
  perform scoria.tidy_queue(in_queue);
end
$function$;

CREATE OR REPLACE FUNCTION scoria.resume_run(run uuid, tenants text[], request_payload text, OUT visible boolean, OUT resumed boolean)
 RETURNS record
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
declare
  head record;
  landed record;
begin
  select r.* into head from scoria.runs r where r.run_id = run and r.tenant_id = any (tenants) for no key update;
  visible := head.run_id is not null;
  resumed := visible and head.status = 'waiting' and head.resumable;
  if resumed then
    select * into landed
    from scoria.append_external(run, head.tenant_id, head.epoch, 'resume.requested', request_payload);
    perform scoria.wake_run(run, landed.entry_at, landed.entry_seq);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.resume_schedules(of_tenants text[], ids uuid[], seen_versions integer[], next_times timestamp with time zone[])
 RETURNS SETOF scoria.schedules
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.retry_run(run uuid, tenants text[], retry_id text, retry_payload text, OUT outcome text, OUT run_status text)
 RETURNS record
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
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
    where j.run_id = run and j.type = 'run.retried' and j.payload ->> 'retryId' = retry_id
  ) then
    outcome := 'retried';
  elsif head.status <> 'failed' then
    outcome := 'not_failed';
  elsif head.payloads_removed_at is not null then
    outcome := 'removed';  -- there is nothing left to go on with
  else
    select * into landed
    from scoria.append_external(run, head.tenant_id, head.epoch + 1, 'run.retried', retry_payload);
    update scoria.runs set
      status = 'queued', epoch = head.epoch + 1, takeovers = 0, finished_at = null, external_seq = landed.entry_seq,
      updated_at = landed.entry_at
    where run_id = run;
    outcome := 'retried';
    run_status := 'queued';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.set_follow(follower text, followed text[])
 RETURNS void
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
begin
  if not exists (select from scoria.follows f where f.lane = follower and f.types = followed) then
    insert into scoria.follows (lane, types) values (follower, followed)
    on conflict (lane) do update set types = excluded.types;
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.set_schedule(of_tenant text, of_name text, new_id uuid, by_actor text, in_session text, with_identity text, of_kind text, as_role text, with_input text, with_metadata text, new_cron text, new_zone text, new_missed text, pausing boolean, first_at timestamp with time zone)
 RETURNS scoria.schedules
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.settle_parents(children uuid[], parents uuid[])
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.short_journal(run uuid)
 RETURNS SETOF scoria.journal
 LANGUAGE plpgsql
AS $function$
begin
  if not exists (
    select from scoria.journal j
    where j.run_id = run
      and (j.seq > 32 or pg_column_size(j.payload) > 2048 or pg_column_compression(j.payload) is not null)
  ) then
    return query select * from scoria.journal j where j.run_id = run order by j.seq;
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.signal_run(run uuid, tenants text[], signal_name text, signal_key text, signal_id text, signal_payload text, OUT outcome text, OUT run_status text)
 RETURNS record
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
declare
  head scoria.runs;
  landed record;
begin
  select r.* into head from scoria.runs r where r.run_id = run and r.tenant_id = any (tenants) for no key update;
  run_status := head.status;
  if head.run_id is null then
    outcome := 'not_found';
    return;
  end if;
  if exists (
    select 1 from scoria.journal j
    where j.run_id = run and j.type = 'signal.received'
      and (j.payload ->> 'signalId' = signal_id or j.payload ->> 'key' = signal_key)
  ) then
    outcome := 'known';
    return;
  end if;
  if head.finished_at is not null then
    outcome := 'ended';
    return;
  end if;
  select * into landed
  from scoria.append_external(run, head.tenant_id, head.epoch, 'signal.received', signal_payload);
  update scoria.runs set external_seq = landed.entry_seq, updated_at = landed.entry_at where run_id = run;
  if head.status = 'waiting' and head.signals::jsonb ? signal_name then
    perform scoria.wake_run(run, landed.entry_at);
    outcome := 'woken';
  else
    outcome := 'recorded';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.since_last_loss(run uuid, OUT has_progressed boolean, OUT step_under_way text)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
declare
  entry record;
begin
  has_progressed := false;
  for entry in select j.type, j.call, j.step_key from scoria.journal j where j.run_id = run order by j.seq desc loop
    exit when entry.type in ('run.recovered', 'run.retried');
    if entry.type = 'step.started' then
      step_under_way := coalesce(step_under_way, entry.step_key);
    elsif entry.type <> 'step.queued' and (entry.call > 0 or entry.type = 'run.waiting') then
      has_progressed := true;
      return;
    end if;
  end loop;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.standing_of(node text, node_name text, OUT standing text, OUT said_by text, OUT reason text, OUT until timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.take_due_schedules(hold_ms integer, most integer)
 RETURNS TABLE(schedule scoria.schedules, moment timestamp with time zone)
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.take_over_runs(node text, known_kinds text[], known_format smallint, most integer, poison_after integer)
 RETURNS SETOF scoria.claimed_run
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.take_room(queues text[])
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
declare
  moment timestamptz := scoria.clock();
  wanted record;
  gate scoria.queues;
begin
  for wanted in select w.name, count(*)::integer as n from unnest(queues) as w (name) group by 1 order by 1 loop
    select q.* into gate from scoria.queues q where q.name = wanted.name for no key update;
    continue when gate.max_size is null;
    if gate.room < wanted.n and gate.counted_at < moment - interval '100 milliseconds' then
      gate.room := gate.max_size - (
        select count(*) from (
          select from scoria.runs r where r.status = 'queued' and not r.held and r.queue = wanted.name limit gate.max_size
        ) in_line) - (
        select count(*) from (
          select from scoria.runs r where r.status = 'queued' and r.held and r.queue = wanted.name limit gate.max_size
        ) aside);
      gate.counted_at := moment;
    end if;
    update scoria.queues q set
      room = greatest(0, gate.room) - case when gate.room >= wanted.n then wanted.n else 0 end,
      counted_at = gate.counted_at
    where q.name = wanted.name;
    if gate.room < wanted.n then
      return false;
    end if;
  end loop;
  return true;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.take_run(head scoria.runs, node text, losses integer)
 RETURNS scoria.claimed_run
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.take_up_runs(node text, run_ids uuid[], epochs integer[])
 RETURNS SETOF scoria.claimed_run
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.tidy_queue(in_queue text)
 RETURNS void
 LANGUAGE sql
AS $function$
  delete from scoria.queues q
  where q.name = in_queue and q.paused_at is null and not scoria.is_limited(q) and q.max_size is null
    and q.workload_weights = '{}' and q.tenant_weights = '{}'
$function$;

CREATE OR REPLACE FUNCTION scoria.wake_run(run uuid, at timestamp with time zone, seq integer DEFAULT NULL::integer)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  update scoria.runs set
    status = 'queued', waiting_for = null, awaiting_approval = false, resumable = false, due_at = null, signals = null,
    updated_at = at, external_seq = coalesce(seq, external_seq)
  where run_id = run;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.walk_finished(after_run uuid, most integer, youngest_ms bigint, wanted text[], OUT last_run uuid, OUT is_end boolean, OUT runs uuid[], OUT tenants text[], OUT ages_ms bigint[], OUT are_bare boolean[], OUT are_followed boolean[])
 RETURNS record
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION scoria.withdraw_approvals(head scoria.runs)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  undecided uuid;
begin
  for undecided in
    select a.approval_id from scoria.approvals a where a.run_id = head.run_id and (a.status = 'pending') is true order by a.seq
  loop
    perform scoria.append_external(
      head.run_id, head.tenant_id, head.epoch, 'approval.withdrawn', '{"approvalId":"' || undecided || '"}');
    update scoria.approvals set status = 'withdrawn' where approval_id = undecided;
  end loop;
end
$function$;

CREATE OR REPLACE FUNCTION scoria.write_batch(e_run uuid[], e_first integer[], e_seq integer[], e_tenant text[], e_epoch integer[], e_call integer[], e_type text[], e_at bigint[], e_step_key text[], e_role text[], e_from integer[], e_size integer[], payloads bytea, hashes bytea, g_run uuid[], g_size integer[], r_run uuid[], r_tenant text[], r_actor text[], r_session text[], r_metadata text[], r_root_role text[], r_kind text[], r_status text[], r_owner text[], r_epoch integer[], r_format smallint[], r_key text[], r_request_hash bytea[], r_at bigint[], r_queue text[], r_priority smallint[], r_workload text[], r_concurrency_key text[], r_due_at bigint[], r_deadline_at bigint[], r_by_turn boolean, h_run uuid[], h_status text[], h_waiting_for text[], h_awaiting_approval boolean[], h_owner text[], h_epoch integer[], h_due_at bigint[], h_signals text[], h_at bigint[], a_approval uuid[], a_run uuid[], a_tenant text[], a_seq integer[], a_tool text[], a_at bigint[], a_expires_at bigint[], w_approval uuid[], w_run uuid[])
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 SET lock_timeout TO '1s'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
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
$function$;

CREATE TRIGGER journal_keeps_rows BEFORE DELETE OR UPDATE ON scoria.journal FOR EACH ROW EXECUTE FUNCTION scoria.refuse_change();

CREATE TRIGGER journal_keeps_table BEFORE TRUNCATE ON scoria.journal FOR EACH STATEMENT EXECUTE FUNCTION scoria.refuse_change();

CREATE TRIGGER tombstones_keep_rows BEFORE DELETE OR UPDATE ON scoria.tombstones FOR EACH ROW EXECUTE FUNCTION scoria.keep_tombstones();

CREATE TRIGGER tombstones_keep_table BEFORE TRUNCATE ON scoria.tombstones FOR EACH STATEMENT EXECUTE FUNCTION scoria.keep_tombstones();

alter table scoria.approvals enable row level security;

create policy scoria_engine on scoria.approvals for all
  using (( SELECT scoria.is_engine() AS is_engine))
  with check (( SELECT scoria.is_engine() AS is_engine));

create policy scoria_tenants on scoria.approvals for select
  using ((tenant_id = ANY (( SELECT scoria.bound_tenants() AS bound_tenants)::text[])));

alter table scoria.follow_positions enable row level security;

create policy scoria_engine on scoria.follow_positions for all
  using (( SELECT scoria.is_engine() AS is_engine))
  with check (( SELECT scoria.is_engine() AS is_engine));

create policy scoria_tenants on scoria.follow_positions for select
  using ((tenant_id = ANY (( SELECT scoria.bound_tenants() AS bound_tenants)::text[])));

alter table scoria.follows enable row level security;

create policy scoria_engine on scoria.follows for all
  using (( SELECT scoria.is_engine() AS is_engine))
  with check (( SELECT scoria.is_engine() AS is_engine));

alter table scoria.jobs enable row level security;

create policy scoria_engine on scoria.jobs for all
  using (( SELECT scoria.is_engine() AS is_engine))
  with check (( SELECT scoria.is_engine() AS is_engine));

alter table scoria.journal enable row level security;

create policy scoria_engine on scoria.journal for all
  using (( SELECT scoria.is_engine() AS is_engine))
  with check (( SELECT scoria.is_engine() AS is_engine));

create policy scoria_tenants on scoria.journal for select
  using ((tenant_id = ANY (( SELECT scoria.bound_tenants() AS bound_tenants)::text[])));

alter table scoria.node_names enable row level security;

create policy scoria_engine on scoria.node_names for all
  using (( SELECT scoria.is_engine() AS is_engine))
  with check (( SELECT scoria.is_engine() AS is_engine));

alter table scoria.nodes enable row level security;

create policy scoria_engine on scoria.nodes for all
  using (( SELECT scoria.is_engine() AS is_engine))
  with check (( SELECT scoria.is_engine() AS is_engine));

alter table scoria.queue_minutes enable row level security;

create policy scoria_engine on scoria.queue_minutes for all
  using (( SELECT scoria.is_engine() AS is_engine))
  with check (( SELECT scoria.is_engine() AS is_engine));

create policy scoria_tenants on scoria.queue_minutes for select
  using ((tenant_id = ANY (( SELECT scoria.bound_tenants() AS bound_tenants)::text[])));

alter table scoria.queue_slots enable row level security;

create policy scoria_engine on scoria.queue_slots for all
  using (( SELECT scoria.is_engine() AS is_engine))
  with check (( SELECT scoria.is_engine() AS is_engine));

create policy scoria_tenants on scoria.queue_slots for select
  using ((tenant_id = ANY (( SELECT scoria.bound_tenants() AS bound_tenants)::text[])));

alter table scoria.queues enable row level security;

create policy scoria_engine on scoria.queues for all
  using (( SELECT scoria.is_engine() AS is_engine))
  with check (( SELECT scoria.is_engine() AS is_engine));

alter table scoria.retention_walk enable row level security;

create policy scoria_engine on scoria.retention_walk for all
  using (( SELECT scoria.is_engine() AS is_engine))
  with check (( SELECT scoria.is_engine() AS is_engine));

alter table scoria.runs enable row level security;

create policy scoria_engine on scoria.runs for all
  using (( SELECT scoria.is_engine() AS is_engine))
  with check (( SELECT scoria.is_engine() AS is_engine));

create policy scoria_tenants on scoria.runs for select
  using ((tenant_id = ANY (( SELECT scoria.bound_tenants() AS bound_tenants)::text[])));

alter table scoria.schedules enable row level security;

create policy scoria_engine on scoria.schedules for all
  using (( SELECT scoria.is_engine() AS is_engine))
  with check (( SELECT scoria.is_engine() AS is_engine));

create policy scoria_tenants on scoria.schedules for select
  using ((tenant_id = ANY (( SELECT scoria.bound_tenants() AS bound_tenants)::text[])));

alter table scoria.secrets enable row level security;

create policy scoria_engine on scoria.secrets for all
  using (( SELECT scoria.is_engine() AS is_engine))
  with check (( SELECT scoria.is_engine() AS is_engine));

alter table scoria.tombstones enable row level security;

create policy scoria_engine on scoria.tombstones for all
  using (( SELECT scoria.is_engine() AS is_engine))
  with check (( SELECT scoria.is_engine() AS is_engine));

create policy scoria_tenants on scoria.tombstones for select
  using ((tenant_id = ANY (( SELECT scoria.bound_tenants() AS bound_tenants)::text[])));

alter function scoria.delete_left_entries(text[], integer) owner to scoria_retention;

alter function scoria.delete_runs(uuid[], bigint[], text, integer) owner to scoria_retention;

alter function scoria.remove_payloads(uuid[], bigint[], integer) owner to scoria_retention;

revoke execute on all functions in schema scoria from public;

grant execute on function
  scoria.bound_tenants,
  scoria.is_engine
to public;

grant select on
  scoria.approvals,
  scoria.follow_positions,
  scoria.journal,
  scoria.queue_minutes,
  scoria.queue_slots,
  scoria.runs,
  scoria.schedules,
  scoria.tombstones
to scoria_reader;

grant execute on function
  scoria.count_pending_approvals,
  scoria.count_recent_runs,
  scoria.count_standing_runs,
  scoria.find_runs_for_attention,
  scoria.newest_runs
to scoria_reader;

grant usage on schema
  scoria
to scoria_reader;

grant delete, select on
  scoria.approvals,
  scoria.follow_positions,
  scoria.journal,
  scoria.queue_slots,
  scoria.runs
to scoria_retention;

grant insert, select on
  scoria.tombstones
to scoria_retention;

grant update (entries_left) on
  scoria.tombstones
to scoria_retention;

grant update (payload, payload_hash) on
  scoria.journal
to scoria_retention;

grant update (payloads_removed_at, payloads_left) on
  scoria.runs
to scoria_retention;

grant execute on function
  scoria.clock,
  scoria.is_retention
to scoria_retention;

grant usage on schema
  scoria
to scoria_retention;

grant delete, insert, select, update on
  scoria.follow_positions,
  scoria.follows,
  scoria.jobs,
  scoria.node_names,
  scoria.nodes,
  scoria.queue_minutes,
  scoria.queue_slots,
  scoria.queues,
  scoria.retention_walk,
  scoria.schedules
to scoria_writer;

grant insert, select on
  scoria.journal
to scoria_writer;

grant insert, select, update on
  scoria.approvals,
  scoria.runs
to scoria_writer;

grant select on
  scoria.migrations,
  scoria.secrets,
  scoria.tombstones
to scoria_writer;

grant execute on function
  scoria.append_external,
  scoria.append_externals,
  scoria.append_lane_entry,
  scoria.begin_job,
  scoria.bound_tenants,
  scoria.cancel_children,
  scoria.cancel_run,
  scoria.claim_follows,
  scoria.claim_runs,
  scoria.claims_lock,
  scoria.clear_queue,
  scoria.clock,
  scoria.configure_queue,
  scoria.count_in_queues,
  scoria.count_pending_approvals,
  scoria.count_recent_runs,
  scoria.count_standing_runs,
  scoria.decide_approval,
  scoria.decide_approvals,
  scoria.delete_left_entries,
  scoria.delete_runs,
  scoria.drain_node,
  scoria.drain_queue,
  scoria.end_by_cancel,
  scoria.end_follow,
  scoria.end_job,
  scoria.entry_digest,
  scoria.expire_approval,
  scoria.expire_approvals,
  scoria.fail_follow,
  scoria.find_runs_for_attention,
  scoria.find_schedules,
  scoria.forget_nodes,
  scoria.free_slots,
  scoria.gone_owners,
  scoria.grow_tree,
  scoria.halt_late_runs,
  scoria.head_now,
  scoria.hold_heads,
  scoria.hold_parent,
  scoria.is_engine,
  scoria.is_limited,
  scoria.is_quarantined,
  scoria.is_retention,
  scoria.keep_tombstones,
  scoria.lapsed_nodes,
  scoria.list_nodes,
  scoria.look_around,
  scoria.mark_followed,
  scoria.may_take,
  scoria.move_schedules,
  scoria.newest_runs,
  scoria.note_downs,
  scoria.park_handlerless_runs,
  scoria.park_run,
  scoria.pause_queue,
  scoria.pause_schedules,
  scoria.pick_from_line,
  scoria.pick_from_place,
  scoria.pick_from_priority,
  scoria.pick_runs,
  scoria.pick_within_limits,
  scoria.places_in_line,
  scoria.poison_run,
  scoria.quarantine_name,
  scoria.queue_due_runs,
  scoria.queue_in_order,
  scoria.queue_stats,
  scoria.refuse_change,
  scoria.release_node,
  scoria.remove_payloads,
  scoria.remove_schedules,
  scoria.resume_queue,
  scoria.resume_run,
  scoria.resume_schedules,
  scoria.retry_run,
  scoria.set_follow,
  scoria.set_schedule,
  scoria.settle_parents,
  scoria.short_journal,
  scoria.signal_run,
  scoria.since_last_loss,
  scoria.standing_of,
  scoria.take_due_schedules,
  scoria.take_over_runs,
  scoria.take_room,
  scoria.take_run,
  scoria.take_up_runs,
  scoria.tidy_queue,
  scoria.wake_run,
  scoria.walk_finished,
  scoria.withdraw_approvals,
  scoria.write_batch
to scoria_writer;

grant usage on schema
  scoria
to scoria_writer;
