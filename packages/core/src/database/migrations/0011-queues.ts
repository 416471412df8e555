import type { Migration } from "../migrate.ts";
import { fairClaims } from "./0011-queues-fair-claims.ts";
import { operatingQueues } from "./0011-queues-operating.ts";

/** What is kept of queues. A queue needs no row: one is there only while it has limits or weights, or is paused. */
const tables = `
create table scoria.queues (
  name                text primary key,
  max_size            integer,     -- of what is queued, of all tenants
  concurrency         integer,     -- of what is running: in the queue, of one tenant in it, of one key in it
  tenant_concurrency  integer,
  key_concurrency     integer,
  workload_weights    jsonb not null default '{}',
  tenant_weights      jsonb not null default '{}',
  paused_at           timestamptz,
  paused_by           text,
  pause_reason        text,
  room                integer not null default 0,  -- how many may be added before what is queued is counted again
  counted_at          timestamptz not null default '-infinity',
  changed_at          timestamptz not null
);

-- The runs that take up the limits of their queue. A row counts while its run is running; others are swept at the next claim.
create table scoria.queue_slots (
  run_id           uuid primary key,
  queue            text not null,
  tenant_id        text not null,
  concurrency_key  text
);
create index queue_slots_queue on scoria.queue_slots (queue);

-- What nodes counted, by the minute; about a second late.
create table scoria.queue_minutes (
  queue      text not null,
  tenant_id  text not null,
  minute     timestamptz not null,
  added      bigint not null default 0,
  refused    bigint not null default 0,
  taken      bigint not null default 0,
  primary key (tenant_id, queue, minute)
);
create index queue_minutes_minute on scoria.queue_minutes (minute);

-- Claims share this lock, and the pause of a queue waits for those that are under way.
create function scoria.claims_lock() returns bigint
language sql immutable
return 7305808869232501601;

create function scoria.is_limited(q scoria.queues) returns boolean
language sql immutable
return coalesce(q.concurrency, q.tenant_concurrency, q.key_concurrency) is not null;

`;

export const queuesMigration: Migration = { name: "0011-queues", sql: tables + fairClaims + operatingQueues };
