import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { readOperator } from "../identity/operator-scope.ts";
import type { QueueFlow, QueueLimits, QueueStats } from "./queue.ts";

interface LimitsRow {
  readonly max_size: number | null;
  readonly concurrency: number | null;
  readonly tenant_concurrency: number | null;
  readonly key_concurrency: number | null;
  readonly workload_weights: string | null;
  readonly tenant_weights: string | null;
}

interface StatsRow extends LimitsRow {
  readonly queue: string;
  readonly depth: number;
  readonly aside: number;
  readonly running: number;
  readonly oldest: Date | null;
  readonly paused_at: Date | null;
  readonly paused_by: string | null;
  readonly pause_reason: string | null;
  readonly five: readonly number[];
  readonly hour: readonly number[];
}

const limitColumns = `
q.max_size, q.concurrency, q.tenant_concurrency, q.key_concurrency, q.workload_weights::text as workload_weights,
q.tenant_weights::text as tenant_weights`;

/** @throws INVALID_IDENTITY */
export async function queueStats(core: Core, operator: unknown): Promise<readonly QueueStats[]> {
  const { tenants } = readOperator(operator);
  const { rows } = await askDatabase(core, "reading queues", () =>
    core.database.control.query<StatsRow>({
      name: "scoria_queue_stats",
      text: `
select s.*, q.paused_at, q.paused_by, q.pause_reason, ${limitColumns}
from scoria.queue_stats($1::text[]) s
left join scoria.queues q on q.name = s.queue
order by s.queue`,
      values: [tenants],
    }),
  );
  return rows.map((row) => ({
    queue: row.queue,
    depth: row.depth,
    aside: row.aside,
    running: row.running,
    oldestSince: row.oldest,
    paused: row.paused_at === null ? null : { since: row.paused_at, by: row.paused_by ?? "", reason: row.pause_reason },
    limits: toLimits(row),
    lastFiveMinutes: toFlow(row.five),
    lastHour: toFlow(row.hour),
  }));
}

/** Of a queue that is as by default when it has no row. */
export async function readLimits(core: Core, queue: string): Promise<QueueLimits> {
  const { rows } = await askDatabase(core, "reading a queue", () =>
    core.database.control.query<LimitsRow>({
      text: `select ${limitColumns} from scoria.queues q where q.name = $1`,
      values: [queue],
    }),
  );
  return toLimits(rows[0]);
}

function toLimits(row: LimitsRow | undefined): QueueLimits {
  return {
    maxSize: row?.max_size ?? null,
    concurrency: row?.concurrency ?? null,
    tenantConcurrency: row?.tenant_concurrency ?? null,
    keyConcurrency: row?.key_concurrency ?? null,
    workloadWeights: JSON.parse(row?.workload_weights ?? "{}") as Record<string, number>,
    tenantWeights: JSON.parse(row?.tenant_weights ?? "{}") as Record<string, number>,
  };
}

function toFlow([added = 0, refused = 0, taken = 0]: readonly number[]): QueueFlow {
  return { added, refused, taken };
}
