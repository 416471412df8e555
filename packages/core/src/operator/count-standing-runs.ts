import type { Connection } from "../database.ts";
import { waitingKinds } from "../runs/run-filters.ts";
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

/** Each count is a walk of its own along an index that has nothing else in it. */
export async function countStandingRuns(reader: Connection, tenants: readonly string[]): Promise<StandingRuns> {
  const { rows } = await reader.query<Record<"queued" | "running" | "waiting" | WaitingKind, number>>({
    name: "scoria_count_standing_runs",
    text: `
select
  ${count("r.status = 'queued'")} as queued,
  ${count("r.owner is not null")} as running,
  ${count("r.status = 'waiting'")} as waiting,
  ${waitingKinds.map((kind) => `${count(`r.status = 'waiting' and r.waiting_for ->> 'kind' = '${kind}'`)} as ${kind}`).join(",\n  ")}`,
    values: [tenants],
  });
  const [row] = rows;
  const of = (name: "queued" | "running" | "waiting" | WaitingKind): number => row?.[name] ?? 0;
  return {
    queued: of("queued"),
    running: of("running"),
    waiting: of("waiting"),
    waitingFor: {
      approval: of("approval"),
      timer: of("timer"),
      signal: of("signal"),
      runs: of("runs"),
      operator: of("operator"),
    },
    isMore: [of("queued"), of("running"), of("waiting")].includes(countLimit),
  };
}

function count(which: string): string {
  return `(
    select count(*)::integer from (
      select from scoria.runs r where r.tenant_id = any ($1::text[]) and ${which} limit ${countLimit}
    ) r
  )`;
}
