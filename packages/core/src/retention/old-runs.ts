import type { Connection } from "../database.ts";
import { youngestMs, type RetentionPlan } from "./retention-plan.ts";

/** How many heads one statement looks at, and how many rows one touches: many small ones keep locks short. */
const most = 1_000;
const beforeAll = "00000000-0000-0000-0000-000000000000";

/** A run that may be old enough for something. */
export interface OldRun {
  readonly runId: string;
  readonly tenantId: string;
  /** How long ago it ended. */
  readonly ageMs: number;
  /** Whether its payloads are gone. */
  readonly isBare: boolean;
  /** Whether a lane has still to be given some of its entries. */
  readonly isFollowed: boolean;
}

/** The next heads, in the order in which the runs were made. */
export interface Slice {
  readonly old: readonly OldRun[];
  /** Null: there was none. */
  readonly lastRun: string | null;
  readonly isEnd: boolean;
}

/** What one statement did: the runs that are done, and whether it stopped because it had touched enough. */
export interface Step {
  readonly done: readonly string[];
  readonly isFull: boolean;
}

/** A run, and how long ago it must have ended, in ms. */
export type AgedRun = readonly [runId: string, afterMs: number];

interface SliceRow {
  readonly last_run: string | null;
  readonly is_end: boolean;
  readonly runs: readonly string[] | null;
  readonly tenants: readonly string[] | null;
  readonly ages_ms: readonly string[] | null;
  readonly are_bare: readonly boolean[] | null;
  readonly are_followed: readonly boolean[] | null;
}

/** Looks at the heads after `after` and changes nothing. */
export async function lookAt(
  connection: Connection,
  after: string | null,
  plan: RetentionPlan,
  tenants: readonly string[] | null,
): Promise<Slice> {
  const { rows } = await connection.query<SliceRow>({
    name: "scoria_walk_finished",
    text: "select * from scoria.walk_finished($1, $2, $3, $4::text[])",
    values: [after ?? beforeAll, most, youngestMs(plan), tenants],
  });
  const [row] = rows;
  if (row === undefined) throw new Error("A walk over the heads was not answered.");
  const old = (row.runs ?? []).map((runId, at) => ({
    runId,
    tenantId: row.tenants?.[at] ?? "",
    ageMs: Number(row.ages_ms?.[at]),
    isBare: row.are_bare?.[at] === true,
    isFollowed: row.are_followed?.[at] === true,
  }));
  return { old, lastRun: row.last_run, isEnd: row.is_end };
}

/** Removes payloads, as far as one statement goes. What somebody else holds, or what has changed, is left. */
export async function removePayloads(connection: Connection, runs: readonly AgedRun[]): Promise<Step> {
  return step(connection, "scoria_remove_payloads", "scoria.remove_payloads($1::uuid[], $2::bigint[], $3)", [
    ...columns(runs),
    most,
  ]);
}

/** Deletes runs, as far as one statement goes, with a tombstone for each. */
export async function deleteRuns(connection: Connection, runs: readonly AgedRun[], by: string): Promise<Step> {
  return step(connection, "scoria_delete_runs", "scoria.delete_runs($1::uuid[], $2::bigint[], $3, $4)", [
    ...columns(runs),
    by,
    most,
  ]);
}

/** Goes on with long journals whose run is deleted already. Answers whether there may be more. */
export async function deleteLeftEntries(connection: Connection, tenants: readonly string[] | null): Promise<boolean> {
  const { rows } = await connection.query<{ is_full: boolean }>({
    name: "scoria_delete_left_entries",
    text: "select is_full from scoria.delete_left_entries($1::text[], $2)",
    values: [tenants, most],
  });
  return rows[0]?.is_full === true;
}

async function step(connection: Connection, name: string, call: string, values: readonly unknown[]): Promise<Step> {
  const { rows } = await connection.query<{ done: readonly string[]; is_full: boolean }>({
    name,
    text: `select done, is_full from ${call}`,
    values,
  });
  return { done: rows[0]?.done ?? [], isFull: rows[0]?.is_full === true };
}

function columns(runs: readonly AgedRun[]): readonly [readonly string[], readonly number[]] {
  return [runs.map(([runId]) => runId), runs.map(([, afterMs]) => afterMs)];
}
