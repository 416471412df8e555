import type { Connection } from "../database.ts";
import type { ChildStarted, RunsSettled } from "../execution/payloads.ts";
import type { ReadEntry } from "../journal/entry.ts";
import type { RunStatus } from "../runs/run.ts";
import type { ChildOutcome, ChildRecord } from "./child.ts";

interface ChildRow {
  readonly run_id: string;
  readonly kind: string;
  readonly status: RunStatus;
  readonly continued_from: string | null;
  readonly created_at: Date;
  readonly finished_at: Date | null;
}

/**
 * The children of a run in the order in which they were started: where they stand now, by their heads, and what their parent
 * was told of their ends, by its journal. A run that has started none costs no statement.
 */
export async function readChildren(
  reader: Connection,
  tenants: readonly string[],
  runId: string,
  entries: readonly ReadEntry[],
): Promise<readonly ChildRecord[]> {
  const stepKeys = new Map<string, string | null>();
  const outcomes = new Map<string, ChildOutcome>();
  for (const { type, stepKey, payload } of entries) {
    if (payload === null) continue;
    if (type === "child.started") stepKeys.set((JSON.parse(payload) as ChildStarted).runId, stepKey);
    if (type !== "runs.settled") continue;
    const settled = JSON.parse(payload) as RunsSettled;
    if ("outcomes" in settled) for (const outcome of settled.outcomes) outcomes.set(outcome.runId, outcome);
  }
  if (!entries.some(({ type }) => type === "child.started")) return [];
  const { rows } = await reader.query<ChildRow>({
    name: "scoria_read_children",
    text: `
select r.run_id, r.kind, r.status, r.continued_from, r.created_at, r.finished_at
from scoria.runs r
where r.parent_run_id = $1 and r.tenant_id = any ($2::text[])
order by r.run_id`,
    values: [runId, tenants],
  });
  // In the order of the journal; the later runs of chains, which it does not have, are last.
  const places = new Map([...stepKeys.keys()].map((id, at) => [id, at]));
  const placeOf = (row: ChildRow): number => places.get(row.run_id) ?? places.size;
  return rows
    .toSorted((a, b) => placeOf(a) - placeOf(b))
    .map((row): ChildRecord => {
      const outcome = outcomes.get(row.run_id);
      return {
        runId: row.run_id,
        kind: row.kind,
        status: row.status,
        stepKey: stepKeys.get(row.run_id) ?? null,
        ...(row.continued_from === null ? {} : { continuedFrom: row.continued_from }),
        createdAt: row.created_at,
        ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
        ...(outcome === undefined ? {} : { outcome }),
      };
    });
}
