import { randomUUID } from "node:crypto";
import { Pool } from "pg";
import { stepResult, type ReadbackWork, type Setting } from "../../contestants/contestant.ts";
import { openSaver } from "./open-saver.ts";
import { defineWork, threadOf } from "./work.ts";

const perSession = 50;
const copiesPerCall = 100;

/** There is no list of a session's runs: a checkpoint belongs to a thread, and threads belong to nothing. */
export async function readback({ databaseUrl }: Setting): Promise<ReadbackWork> {
  const { saver, [Symbol.asyncDispose]: close } = await openSaver(databaseUrl);
  const work = defineWork(saver, (step) => Promise.resolve(stepResult(step)));
  let ids: readonly string[] = [];
  let reads = 0;
  return {
    async fill(runs) {
      for (let made = 0; made < perSession; made += 1) {
        await work.invoke({}, { ...threadOf(randomUUID()), durability: "sync" });
      }
      ids = await copyRuns(databaseUrl, Math.ceil(runs / perSession) - 1);
    },
    async readRun() {
      const id = ids[reads % ids.length] ?? "";
      reads += 1;
      // A checkpoint for each step's result, and two before the first step, which have none.
      let steps = 0;
      for await (const { values } of work.getStateHistory(threadOf(id))) {
        if (values["latest"] !== undefined) steps += 1;
      }
      return steps;
    },
    [Symbol.asyncDispose]: close,
  };
}

/** Copies the rows of the runs there are so many times. Resolves with the ids of all runs, shuffled. */
async function copyRuns(databaseUrl: string, copies: number): Promise<readonly string[]> {
  const pool = new Pool({ connectionString: databaseUrl, max: 3 });
  try {
    const { rows: runs } = await pool.query<{ id: string }>("select distinct thread_id as id from checkpoints");
    const originals = runs.map(({ id }) => id);
    await Promise.all(
      ["checkpoints", "checkpoint_blobs", "checkpoint_writes"].map((table) => copyRows(pool, table, originals, copies)),
    );
    await pool.query("vacuum analyze");
    const { rows } = await pool.query<{ id: string }>(
      "select thread_id as id from checkpoints group by thread_id order by md5(thread_id)",
    );
    return rows.map(({ id }) => id);
  } finally {
    await pool.end();
  }
}

/** The rows of a run lie together, as they would had it been done. */
async function copyRows(pool: Pool, table: string, originals: readonly string[], copies: number): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    "select column_name as name from information_schema.columns where table_schema = 'public' and table_name = $1",
    [table],
  );
  const columns = rows.map(({ name }) => name);
  const values = columns.map((column) => (column === "thread_id" ? "md5(thread_id || copy)::uuid::text" : column));
  for (let first = 1; first <= copies; first += copiesPerCall) {
    await pool.query(
      `insert into ${table} (${columns.join(", ")})
       select ${values.join(", ")} from ${table}, generate_series($2::int, $3::int) as copy
       where thread_id = any($1)
       order by copy, thread_id`,
      [originals, first, Math.min(copies, first + copiesPerCall - 1)],
    );
  }
}
