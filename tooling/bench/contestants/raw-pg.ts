import { Pool } from "pg";
import { uuidv7 } from "uuidv7";
import { stepResult, stepsOfRun, type Contestant, type Setting } from "./contestant.ts";

const tables = `
create table if not exists run (
  id uuid primary key, session text, status text not null, created_at timestamptz not null default now(), output text
);
create table if not exists step (run_id uuid, seq int, name text not null, output text not null, primary key (run_id, seq))`;

async function open({ databaseUrl, concurrency }: Setting): Promise<Pool> {
  const pool = new Pool({ connectionString: databaseUrl, max: Math.min(32, concurrency) });
  await pool.query(tables);
  return pool;
}

/** Each statement prepared, each its own commit: the fewest round trips that keep the work. */
const insertRun = { name: "insert_run", text: "insert into run (id, session, status) values ($1, $2, 'running')" };
const insertStep = {
  name: "insert_step",
  text: "insert into step (run_id, seq, name, output) values ($1, $2, $3, $4)",
};
const setStatus = { name: "set_status", text: "update run set status = $2, output = $3 where id = $1" };

export const contestant: Contestant = {
  name: "raw-pg",
  packages: ["pg"],
  note: "floor: a commit for the start, each step and the end; no leases, no fence, no evidence",
  async runs(setting) {
    const pool = await open(setting);
    return {
      async run() {
        const id = uuidv7();
        await pool.query({ ...insertRun, values: [id, "bench"] });
        for (let step = 0; step < stepsOfRun; step += 1) {
          await pool.query({ ...insertStep, values: [id, step, `step-${step}`, JSON.stringify(stepResult(step))] });
        }
        await pool.query({ ...setStatus, values: [id, "completed", "{}"] });
      },
      [Symbol.asyncDispose]: () => pool.end(),
    };
  },
};
