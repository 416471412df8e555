import type { Connection } from "../database.ts";
import { leastRunIdOf } from "../ids/run-id.ts";
import { readHeads } from "../runs/run-head.ts";
import type { AttentionReason, RunForAttention } from "./overview.ts";

const mostShown = 20;
const minuteMs = 60_000;
const dayMs = 86_400_000;
const quietMs = 10 * minuteMs;
const nearMs = 10 * minuteMs;
const agedInQueueMs = 5 * minuteMs;

interface FoundRow {
  readonly reason: AttentionReason;
  readonly run_id: string;
  readonly since: Date;
}

/**
 * Picks the runs that ask for an operator's eye, the worst first. Each reason is looked for among the runs that may have it,
 * the oldest first, along an index that has no others: a few probes for each tenant, and one for each run that is running.
 */
export async function findRunsForAttention(
  reader: Connection,
  tenants: readonly string[],
  now: number,
): Promise<readonly RunForAttention[]> {
  const { rows } = await reader.query<FoundRow>({
    name: "scoria_find_for_attention",
    text: `
select reason, run_id, since
from scoria.find_runs_for_attention($1::text[], $2, $3, $4, $5::uuid, $6, $7::uuid, $8)`,
    values: [
      tenants,
      new Date(now - quietMs),
      new Date(now + nearMs),
      new Date(now - agedInQueueMs),
      leastRunIdOf(now - agedInQueueMs),
      new Date(now - dayMs),
      leastRunIdOf(now - dayMs),
      mostShown,
    ],
  });
  const heads = await readHeads(
    reader,
    tenants,
    rows.map(({ run_id: runId }) => runId),
  );
  return rows.flatMap(({ reason, run_id: runId, since }): readonly RunForAttention[] => {
    const run = heads.get(runId);
    // It was deleted since.
    return run === undefined ? [] : [{ reason, run, since }];
  });
}
