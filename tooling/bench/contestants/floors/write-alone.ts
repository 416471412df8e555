import type { Pool } from "pg";
import { openTables, outputOf, session, stepRow } from "./tables.ts";
import type { OpenWriter, Writer } from "./writer.ts";

/** Each statement prepared, each its own commit: the fewest round trips that keep the work. */
const insertRun = { name: "insert_run", text: "insert into run (id, session, status) values ($1, $2, 'running')" };
const insertStep = {
  name: "insert_step",
  text: "insert into step (run_id, seq, name, output) values ($1, $2, $3, $4)",
};
const updateRun = { name: "update_run", text: "update run set status = $2, output = $3 where id = $1" };

export const writeAlone: OpenWriter = async ({ databaseUrl, concurrency }) => {
  const pool = await openTables({ connectionString: databaseUrl, max: Math.min(32, concurrency) });
  return { ...loneWrites(pool), [Symbol.asyncDispose]: () => pool.end() };
};

export function loneWrites(pool: Pool): Omit<Writer, typeof Symbol.asyncDispose> {
  const step = async (id: string, number: number): Promise<void> => {
    await pool.query({ ...insertStep, values: [id, ...stepRow(number)] });
  };
  const setStatus = async (id: string, status: string): Promise<void> => {
    await pool.query({ ...updateRun, values: [id, status, outputOf(status)] });
  };
  return {
    async start(id) {
      await pool.query({ ...insertRun, values: [id, session] });
    },
    step,
    setStatus,
    async stepAndStatus(id, number, status) {
      await step(id, number);
      await setStatus(id, status);
    },
  };
}
