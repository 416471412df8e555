import { limits } from "../decode/limits.ts";
import { readEnum, readEnums, readMoment, readString } from "../decode/option-values.ts";
import type { FilterReaders } from "../decode/page.ts";
import { readKind } from "../execution/handler-table.ts";
import { readRunIdPrefix, type RunIdPrefix } from "../ids/run-id.ts";
import { readQueueName } from "../queues/queue-place.ts";
import type { RunStatus, WaitingKind } from "./run.ts";

const statuses: readonly RunStatus[] = ["queued", "running", "waiting", "completed", "failed", "cancelled", "halted"];
export const waitingKinds: readonly WaitingKind[] = ["approval", "timer", "signal", "runs", "operator"];

const id = { maxCharacters: limits.idCharacters };

/** The filters of `listRuns` as they were read; moments are in ms since 1970. */
export interface ReadRunFilters {
  readonly status: readonly RunStatus[];
  readonly kind: string;
  readonly sessionId: string;
  readonly actorId: string;
  readonly queue: string;
  readonly waitingFor: WaitingKind;
  readonly runId: RunIdPrefix;
  readonly createdAfter: number;
  readonly createdBefore: number;
}

export const runFilters: FilterReaders<ReadRunFilters> = {
  status: (value) => readEnums(value, "status", statuses),
  kind: readKind,
  sessionId: (value) => readString(value, "sessionId", id),
  actorId: (value) => readString(value, "actorId", id),
  queue: (value) => readQueueName(value, "queue"),
  waitingFor: (value) => readEnum(value, "waitingFor", waitingKinds),
  runId: readRunIdPrefix,
  createdAfter: (value) => readMoment(value, "createdAfter"),
  createdBefore: (value) => readMoment(value, "createdBefore"),
};
