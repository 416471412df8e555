import { Pool, type PoolConfig } from "pg";
import { stepResult } from "../contestant.ts";

/** The least that the work needs. */
const tables = `
create table if not exists run (
  id uuid primary key, session text, status text not null, created_at timestamptz not null default now(), output text
);
create table if not exists step (run_id uuid, seq int, name text not null, output text not null, primary key (run_id, seq));
create table if not exists job (id uuid primary key, payload text not null)`;

// As each process asks for them, several may at the same moment.
const lock = "select pg_advisory_xact_lock(20)";

export async function openTables(config: PoolConfig): Promise<Pool> {
  const pool = new Pool(config);
  await pool.query(`${lock}; ${tables}`);
  return pool;
}

export const session = "session-0";

/** What a step's row holds after its run's id. */
export function stepRow(step: number): readonly [seq: number, name: string, output: string] {
  return [step, `step-${step}`, JSON.stringify(stepResult(step))];
}

/** A run that ended gives nothing. */
export function outputOf(status: string): string | null {
  return status === "completed" ? "{}" : null;
}
