import type { Pool } from "pg";
import { uuidv7 } from "uuidv7";
import type { Drainer, QueueWork, Setting } from "../contestant.ts";
import { inBulk } from "../in-bulk.ts";
import { Sharing } from "./sharing.ts";
import { openTables } from "./tables.ts";

const perInsert = 1_000;
const insertsAtOnce = 4;
const perDrain = 500;
const drainsAtOnce = 3;

const payload = "{}";
const insertJob = { name: "insert_job", text: "insert into job (id, payload) values ($1, $2)" };
const insertJobs = {
  name: "insert_jobs",
  text: "insert into job (id, payload) select * from unnest($1::uuid[], $2::text[])",
};
const takeJobs = {
  name: "take_jobs",
  text: "select id, payload from job order by id limit $1 for update skip locked",
};
const deleteJobs = { name: "delete_jobs", text: "delete from job where id = any ($1::uuid[])" };

async function addJobs(pool: Pool, count: number): Promise<void> {
  const ids = Array.from({ length: count }, () => uuidv7());
  await pool.query({ ...insertJobs, values: [ids, ids.map(() => payload)] });
}

async function addJob(pool: Pool): Promise<void> {
  await pool.query({ ...insertJob, values: [uuidv7(), payload] });
}

/** Each job that comes alone in a commit of its own. */
export async function queueAlone({ databaseUrl, concurrency }: Setting): Promise<QueueWork> {
  const pool = await openTables({ connectionString: databaseUrl, max: Math.min(32, concurrency) });
  return { ...inBulkBy(pool), enqueueOne: () => addJob(pool) };
}

/** Jobs that come at the same moment share a commit. */
export async function queueTogether({ databaseUrl, concurrency }: Setting): Promise<QueueWork> {
  const pool = await openTables({ connectionString: databaseUrl, max: Math.min(32, concurrency) });
  const sharing = new Sharing<undefined>((jobs) => (jobs.length === 1 ? addJob(pool) : addJobs(pool, jobs.length)));
  return { ...inBulkBy(pool), enqueueOne: () => sharing.write(undefined) };
}

function inBulkBy(pool: Pool): Omit<QueueWork, "enqueueOne"> {
  return {
    enqueueInBulk: (count) =>
      inBulk(count, { perCall: perInsert, atOnce: insertsAtOnce }, (some) => addJobs(pool, some)),
    [Symbol.asyncDispose]: () => pool.end(),
  };
}

export async function drainer({ databaseUrl }: Setting): Promise<Drainer> {
  const pool = await openTables({ connectionString: databaseUrl, max: drainsAtOnce });
  let handled = 0;

  async function drainSome(): Promise<void> {
    const connection = await pool.connect();
    try {
      for (;;) {
        await connection.query("begin");
        const { rows } = await connection.query<{ id: string }>({ ...takeJobs, values: [perDrain] });
        // A job does nothing, so to have it is to have done it.
        if (rows.length > 0) await connection.query({ ...deleteJobs, values: [rows.map(({ id }) => id)] });
        await connection.query("commit");
        if (rows.length === 0) return;
        handled += rows.length;
      }
    } finally {
      connection.release();
    }
  }

  return {
    async drain() {
      await Promise.all(Array.from({ length: drainsAtOnce }, drainSome));
    },
    handled: () => handled,
    async left() {
      const { rows } = await pool.query<{ jobs: number }>("select count(*)::int as jobs from job");
      return rows[0]?.jobs ?? Number.NaN;
    },
    [Symbol.asyncDispose]: () => pool.end(),
  };
}
