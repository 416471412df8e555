import type { Clock } from "../clock.ts";
import type { Database } from "../database.ts";
import type { AttachedLanes } from "../lane/attach-lanes.ts";
import type { JournalWriter } from "../journal/journal-writer.ts";
import type { Logger } from "../seams/logger.ts";
import type { QueueCounts } from "../queues/queue-counts.ts";
import type { RetentionPlan } from "../retention/retention-plan.ts";
import type { Redactor } from "../seams/redactor.ts";
import type { Tracer } from "../seams/tracer.ts";
import type { HandlerTable } from "./handler-table.ts";

/** What every execution of a process shares. */
export interface EngineParts {
  readonly database: Database;
  readonly writer: JournalWriter;
  readonly clock: Clock;
  /** The best estimate of the database's clock, in ms since 1970. */
  readonly databaseNow: () => number;
  readonly handlers: HandlerTable;
  readonly lanes: AttachedLanes;
  /** Something was appended to a run: whoever watches it here looks. */
  readonly grown: (runId: string) => void;
  readonly logger: Logger;
  readonly queueCounts: QueueCounts;
  readonly redactor: Redactor;
  readonly tracer: Tracer;
  /** What of finished runs is removed, and when. */
  readonly retention: RetentionPlan;
}

/** One run that this process now owns. */
export interface OwnedRun {
  readonly runId: string;
  readonly tenantId: string;
  readonly kind: string;
  readonly epoch: number;
  /** When it was first owned, in ms since 1970; null when it waited for an operator before anybody could. */
  readonly startedAt: number | null;
}
