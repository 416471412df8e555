import type { Migration } from "../migrate.ts";

/**
 * The tables. `journal` is the truth; `runs` is the head of each run and changes only when the run starts, pauses,
 * resumes or ends; `approvals` is the inbox: what was asked is told once, by the journal entry it points to.
 */
export const runsMigration: Migration = {
  name: "0001-runs",
  sql: `
-- One clock for every decision about time. Journal times are whole milliseconds, so the clock is too.
create function scoria.clock() returns timestamptz
language sql volatile
as $$ select date_trunc('milliseconds', clock_timestamp()) $$;

create table scoria.nodes (
  node_id       text primary key,          -- the host's name and a boot id: new at every boot
  name          text not null,
  started_at    timestamptz not null,
  heartbeat_at  timestamptz not null,      -- '-infinity' once it is known to be gone
  lease_ms      integer not null check (lease_ms > 0),
  kinds         text[] not null,
  format        smallint not null
);

create table scoria.runs (
  run_id             uuid primary key,
  tenant_id          text not null check (tenant_id <> ''),
  actor_id           text not null check (actor_id <> ''),
  session_id         text,
  metadata           json not null,
  root_role          text not null,
  kind               text,                 -- null: a run without a step
  status             text not null check (status in
                       ('queued', 'running', 'waiting', 'completed', 'failed', 'cancelled', 'halted')),
  waiting_for        json,
  awaiting_approval  boolean not null,     -- waits for at least one approval that nobody has decided
  resumable          boolean not null,     -- waits, but what it waited for is there: resumeRun may go on
  owner              text,                 -- the node that executes it
  epoch              integer not null,     -- +1 at each change of owner; 0: never owned
  takeovers          integer not null default 0,  -- nodes in a row that lost it, up to the last change of owner
  format             smallint not null,    -- the entry format its journal is written in
  queue              text not null default 'default',
  priority           smallint not null default 0,
  workload           text not null default '',   -- the class of its work, for fairness within a tenant
  concurrency_key    text,                 -- runs of one key share the queue's limit for a key
  held               boolean not null default false,  -- queued, but its key is at its limit: not in line
  deadline_at        timestamptz,          -- when no step begins any more
  due_at             timestamptz,          -- waiting: when to go on without being asked
  pending            integer not null default 0,  -- waiting for children: how many must still end
  signals            json,                 -- waiting: the names of the signals that wake it
  external_seq        integer not null default 0,  -- the last entry that its owner did not write
  idempotency_key    text,
  request_hash       bytea,
  created_at         timestamptz not null,
  updated_at         timestamptz not null,
  started_at         timestamptz,
  finished_at        timestamptz,
  payloads_removed_at  timestamptz,        -- since when it reads as a run without payloads
  payloads_left        boolean not null default false,  -- some of them are still to be removed
  check ((status = 'waiting') = (waiting_for is not null)),
  check ((status = 'running') = (owner is not null)),
  check ((status in ('completed', 'failed', 'cancelled', 'halted')) = (finished_at is not null))
) with (fillfactor = 80);

create unique index runs_idempotency_key on scoria.runs (tenant_id, idempotency_key) where idempotency_key is not null;
create index runs_session on scoria.runs (tenant_id, session_id, run_id desc) where session_id is not null;
create index runs_queued on scoria.runs (queue, kind, priority desc, tenant_id, workload, run_id)
  where status = 'queued' and not held;
create index runs_held on scoria.runs (queue, concurrency_key, run_id) where status = 'queued' and held;
create index runs_deadline on scoria.runs (deadline_at)
  where deadline_at is not null and owner is null and finished_at is null;
create index runs_owned on scoria.runs (owner) where owner is not null;
create index runs_due on scoria.runs (due_at) where due_at is not null;

create table scoria.journal (
  run_id        uuid not null,
  seq           integer not null check (seq > 0),
  tenant_id     text not null check (tenant_id <> ''),
  epoch         integer not null,
  call          integer not null,          -- which call of ctx it belongs to; 0: none
  type          text not null,
  at            timestamptz(3) not null,
  step_key      text,
  role          text,
  payload       json,                      -- json, not jsonb: the very text that was hashed
  payload_hash  bytea,                     -- set only when the payload was removed
  digest        bytea not null,
  hash          bytea not null,
  primary key (run_id, seq)
);

create table scoria.approvals (
  approval_id   uuid primary key,
  tenant_id     text not null check (tenant_id <> ''),
  run_id        uuid not null,
  seq           integer not null,          -- of its approval.requested
  tool          text not null,
  status        text not null check (status in ('pending', 'approved', 'rejected', 'expired', 'withdrawn')),
  requested_at  timestamptz not null,
  expires_at    timestamptz,
  decision_id   uuid,
  decision_seq  integer,                   -- of its approval.decided
  decided_by    text,
  decided_at    timestamptz
);

create index approvals_inbox on scoria.approvals (tenant_id, approval_id desc) where status = 'pending';
create index approvals_tenant on scoria.approvals (tenant_id, approval_id desc);
create index approvals_run on scoria.approvals (run_id);
create index approvals_expiring on scoria.approvals (expires_at) where status = 'pending' and expires_at is not null;

-- What the nodes of one database share and nobody else knows: the key that cursors are signed with.
create table scoria.secrets (
  name   text primary key,
  value  bytea not null
);

insert into scoria.secrets (name, value)
values ('cursors', sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));
`,
};
