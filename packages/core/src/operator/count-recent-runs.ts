import type { Connection } from "../database.ts";
import { leastRunIdOf } from "../ids/run-id.ts";
import type { RunStatus } from "../runs/run.ts";
import { countLimit } from "./count-limit.ts";
import type { OverviewBucket, OverviewOfRuns, OverviewSeries } from "./overview.ts";

const bucketMs = 1_800_000;
const bucketCount = 48;
const dayMs = 86_400_000;

/** What became of the runs that were created in the last 24 hours. */
export interface RecentRuns {
  readonly ended24h: Pick<OverviewOfRuns, "failed24h" | "halted24h" | "cancelled24h" | "completed24h">;
  readonly series: OverviewSeries;
  readonly counted: number;
  readonly isMore: boolean;
}

interface CountRow {
  readonly part: number;
  readonly status: RunStatus;
  readonly runs: number;
}

/**
 * Counts them by half hour and status. It walks the newest of each tenant along the index of lists, which costs an entry and a
 * look at the head for each run: about 0.1 s for 100,000. The half hour is read out of the id.
 */
export async function countRecentRuns(
  reader: Connection,
  tenants: readonly string[],
  now: number,
): Promise<RecentRuns> {
  // The first part is what the last 24 hours have before the first full half hour.
  const firstBucket = Math.floor(now / bucketMs) * bucketMs - (bucketCount - 1) * bucketMs;
  const begins = [now - dayMs, ...Array.from({ length: bucketCount }, (_, at) => firstBucket + at * bucketMs)];
  const { rows } = await reader.query<CountRow>({
    name: "scoria_count_recent_runs",
    text: "select part, status, runs from scoria.count_recent_runs($1::text[], $2::uuid[], $3)",
    values: [tenants, begins.map(leastRunIdOf), countLimit],
  });
  const count = (status: RunStatus | null, part?: number): number =>
    rows
      .filter((row) => (status === null || row.status === status) && (part === undefined || row.part === part))
      .reduce((sum, { runs }) => sum + runs, 0);
  const buckets = begins.slice(1).map((begin, at): OverviewBucket => {
    const part = at + 2;
    return {
      at: new Date(begin),
      started: count(null, part),
      completed: count("completed", part),
      failed: count("failed", part),
      halted: count("halted", part),
      cancelled: count("cancelled", part),
    };
  });
  const counted = count(null);
  return {
    ended24h: {
      failed24h: count("failed"),
      halted24h: count("halted"),
      cancelled24h: count("cancelled"),
      completed24h: count("completed"),
    },
    series: { bucketMs, buckets },
    counted,
    isMore: counted === countLimit,
  };
}
