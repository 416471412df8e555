import type { PoolClient } from "pg";
import { copiedId, type SessionCopy } from "../copy-sessions.ts";

/**
 * The hash of an entry as the product has it: that of the hash before it, the entry's number and its digest. In PL/pgSQL, since
 * an aggregate cannot inline a function and SQL then took twice as long.
 */
const chain = `
create function pg_temp.link(previous bytea, seq integer, digest bytea) returns bytea
language plpgsql immutable
as $$ begin return sha256(previous || int4send(seq) || digest); end $$;

create aggregate pg_temp.chain(integer, bytea) (
  sfunc = pg_temp.link, stype = bytea, initcond = '\\x${"00".repeat(32)}'
)`;

export const sessionCopy: SessionCopy = {
  setApart: `
    ${chain};
    create temp table original_runs as select * from scoria.runs where session_id = 'session-0';
    create temp table original_entries as select * from scoria.journal where run_id in (select run_id from original_runs);
    analyze original_runs, original_entries`,
  copy: async (connection) => copyRuns(await columnsOf(connection, "runs")),
  ids: "select run_id as id from scoria.runs",
};

async function columnsOf(connection: PoolClient, table: string): Promise<readonly string[]> {
  const { rows } = await connection.query<{ name: string }>(
    `select column_name as name from information_schema.columns where table_schema = 'scoria' and table_name = $1 and is_generated = 'NEVER'`,
    [table],
  );
  return rows.map(({ name }) => name);
}

/**
 * The rows of each copy as if it had been run: with its own id, session and times, and so with its own digests and chain, and
 * with its entries beside each other.
 */
function copyRuns(columns: readonly string[]): string {
  const changed: Readonly<Record<string, string>> = {
    run_id: "copy.run_id",
    session_id: "copy.session_id",
    ...Object.fromEntries(
      ["created_at", "updated_at", "started_at", "finished_at"].map((column) => [column, `run.${column} - copy.back`]),
    ),
  };
  return `
with copy as materialized (
  select
    run.run_id as of_id,
    'session-' || session as session_id,
    session * interval '1 minute' as back,
    ${copiedId("run.created_at - session * interval '1 minute'", "run.run_id::text || session")} as run_id
  from original_runs run, generate_series($1::int, $2::int) as session
), heads as (
  insert into scoria.runs (${columns.join(", ")})
  select ${columns.map((column) => changed[column] ?? `run.${column}`).join(", ")}
  from copy join original_runs run on run.run_id = copy.of_id
  order by copy.run_id
), entries as materialized (
  select
    copy.run_id, entry.seq, entry.tenant_id, entry.epoch, entry.call, entry.type, entry.at - copy.back as at,
    entry.step_key, entry.role, payload.text as payload,
    scoria.entry_digest(
      entry.tenant_id, copy.run_id, entry.epoch, entry.call, entry.type, entry.at - copy.back, entry.step_key, entry.role,
      payload.text
    ) as digest
  from copy
  join original_entries entry on entry.run_id = copy.of_id
  cross join lateral (
    select replace(entry.payload::text, '"session-0"', '"' || copy.session_id || '"') as text
  ) as payload
)
insert into scoria.journal (run_id, seq, tenant_id, epoch, call, type, at, step_key, role, payload, digest, hash)
select
  run_id, seq, tenant_id, epoch, call, type, at, step_key, role, payload::json, digest,
  pg_temp.chain(seq, digest) over (partition by run_id order by seq)
from entries
order by run_id, seq`;
}
