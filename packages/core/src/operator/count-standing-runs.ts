import type { Connection } from "../database.ts";
import type { WaitingKind } from "../runs/run.ts";
import { countLimit } from "./count-limit.ts";

/** How many runs have not ended. */
export interface StandingRuns {
  readonly queued: number;
  readonly running: number;
  readonly waiting: number;
  readonly waitingFor: Readonly<Record<WaitingKind, number>>;
  /** Whether a count stopped at `countLimit`. */
  readonly isMore: boolean;
}

type StandingRow = { readonly [Name in "queued" | "running" | `for_${WaitingKind}`]: number };

/**
 * Each count is a walk of an index that has nothing else in it: a probe for each tenant, and an entry for each run that is
 * counted. What is running is looked for among the running runs of all tenants.
 */
export async function countStandingRuns(reader: Connection, tenants: readonly string[]): Promise<StandingRuns> {
  const { rows } = await reader.query<StandingRow>({
    name: "scoria_count_standing_runs",
    text: `
select queued, running, for_approval, for_timer, for_signal, for_runs, for_operator
from scoria.count_standing_runs($1::text[], $2)`,
    values: [tenants, countLimit],
  });
  const [row] = rows;
  const of = (name: keyof StandingRow): number => row?.[name] ?? 0;
  const waitingFor = {
    approval: of("for_approval"),
    timer: of("for_timer"),
    signal: of("for_signal"),
    runs: of("for_runs"),
    operator: of("for_operator"),
  };
  const counts = [of("queued"), of("running"), ...Object.values(waitingFor)];
  return {
    queued: of("queued"),
    running: of("running"),
    waiting: Object.values(waitingFor).reduce((sum, count) => sum + count, 0),
    waitingFor,
    isMore: counts.includes(countLimit),
  };
}
