import { createHash } from "node:crypto";
import { migrate } from "@scoria/core";
import { Pool } from "pg";
import { uuidv7 } from "uuidv7";
import type { Drainer, QueueWork, Setting } from "../contestant.ts";
import { inBulk } from "../in-bulk.ts";

const perInsert = 1_000;
const insertsAtOnce = 4;
const perDrain = 500;
const drainsAtOnce = 3;

/** As long as the first entry of a run that is started with nothing but a kind. */
const startedPayload = JSON.stringify({ actorId: "bench", text: "x".repeat(260) });

const insertHeads = {
  name: "insert_heads",
  text: `
insert into scoria.runs (
  run_id, tenant_id, actor_id, metadata, root_role, kind, status, awaiting_approval, resumable, epoch, format, created_at, updated_at)
select run, 'bench', 'bench', '{}', 'executor', 'job', 'queued', false, false, 0, 1, now(), now() from unnest($1::uuid[]) run`,
};
const insertEntries = {
  name: "insert_entries",
  text: `
insert into scoria.journal (run_id, seq, tenant_id, epoch, call, type, at, payload, digest, hash)
select e.run, $2, 'bench', 0, 0, $3, now(), $4::json, e.digest, e.hash
from unnest($1::uuid[], $5::bytea[], $6::bytea[]) as e (run, digest, hash)`,
};
const takeHeads = {
  name: "take_heads",
  text: `
update scoria.runs set status = 'running', owner = 'bench', epoch = 1, started_at = now(), updated_at = now()
where run_id in (select run_id from scoria.runs where status = 'queued' order by run_id limit $1 for update skip locked)
returning run_id`,
};
const endHeads = {
  name: "end_heads",
  text: `
update scoria.runs set status = 'completed', owner = null, finished_at = now(), updated_at = now() where run_id = any ($1::uuid[])`,
};

/** Three hashes for each entry, as the chain has them. */
function entryValues(ids: readonly string[], seq: number, type: string, payload: string): unknown[] {
  const digests = ids.map((id) => sha256(id + sha256(payload).toString("hex")));
  return [ids, seq, type, payload, digests, digests.map((digest) => sha256(digest))];
}

function sha256(data: string | Buffer): Buffer {
  return createHash("sha256").update(data).digest();
}

async function inOneCommit(pool: Pool, work: readonly object[]): Promise<void> {
  const connection = await pool.connect();
  try {
    await connection.query("begin");
    for (const statement of work) await connection.query(statement as { text: string });
    await connection.query("commit");
  } finally {
    connection.release();
  }
}

async function addJobs(pool: Pool, count: number): Promise<void> {
  const ids = Array.from({ length: count }, () => uuidv7());
  await inOneCommit(pool, [
    { ...insertHeads, values: [ids] },
    { ...insertEntries, values: entryValues(ids, 1, "run.started", startedPayload) },
  ]);
}

/** The rows that Scoria keeps of a job, in Scoria's own tables, written by plain SQL. */
export async function queue({ databaseUrl, concurrency }: Setting): Promise<QueueWork> {
  await migrate({ database: databaseUrl });
  const pool = new Pool({ connectionString: databaseUrl, max: Math.min(32, concurrency) });
  return {
    enqueueInBulk: (count) =>
      inBulk(count, { perCall: perInsert, atOnce: insertsAtOnce }, (some) => addJobs(pool, some)),
    enqueueOne: () => addJobs(pool, 1),
    [Symbol.asyncDispose]: () => pool.end(),
  };
}

/** Takes jobs in one commit and ends them in another, as somebody must who does something in between. */
export async function drainer({ databaseUrl }: Setting): Promise<Drainer> {
  const pool = new Pool({ connectionString: databaseUrl, max: drainsAtOnce });
  let handled = 0;

  async function drainSome(): Promise<void> {
    for (;;) {
      const { rows } = await pool.query<{ run_id: string }>({ ...takeHeads, values: [perDrain] });
      if (rows.length === 0) return;
      const ids = rows.map((row) => row.run_id);
      await inOneCommit(pool, [
        { ...insertEntries, values: entryValues(ids, 2, "run.completed", "{}") },
        { ...endHeads, values: [ids] },
      ]);
      handled += ids.length;
    }
  }

  return {
    async drain() {
      await Promise.all(Array.from({ length: drainsAtOnce }, drainSome));
    },
    handled: () => handled,
    async left() {
      const { rows } = await pool.query<{ left: number }>(
        "select count(*)::int as left from scoria.runs where status <> 'completed'",
      );
      return rows[0]?.left ?? Number.NaN;
    },
    [Symbol.asyncDispose]: () => pool.end(),
  };
}
