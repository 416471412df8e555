import type { Json } from "../decode/json.ts";
import type { StoredError } from "../errors/stored-error.ts";
import type { OwnedRun } from "../execution/engine-parts.ts";
import type { RunStarted } from "../execution/payloads.ts";
import type { StoredEntry } from "../journal/entry.ts";
import { defaultQueue } from "../queues/queue-place.ts";
import { readWaitingFor } from "./run-head.ts";
import type { RunSummary } from "./run.ts";

interface LastPayload {
  readonly output?: Json;
  readonly error?: StoredError;
  readonly continuedAs?: string;
  readonly waitingFor?: Json;
}

/**
 * A run as its last entry leaves it, a `run.waiting` or the end, from what its execution knows: the very summary that a read
 * of its head and that entry would give, without the read. `createdAt` is in ms since 1970.
 */
export function summaryAt(last: StoredEntry, run: OwnedRun, started: RunStarted, createdAt: number): RunSummary {
  const { queue = defaultQueue, priority = 0, deadline = null } = started.place ?? {};
  const { output = null, error, waitingFor, continuedAs } = JSON.parse(last.payload) as LastPayload;
  const status = last.type.slice("run.".length) as RunSummary["status"];
  const waits = waitingFor === undefined ? undefined : readWaitingFor(JSON.stringify(waitingFor));
  return {
    runId: run.runId,
    status,
    tenantId: run.tenantId,
    actorId: started.actorId,
    sessionId: started.sessionId,
    kind: run.kind,
    rootRole: started.rootRole,
    metadata: started.metadata,
    queue,
    priority,
    ...(deadline === null ? {} : { deadline: new Date(deadline) }),
    awaitingApproval: waits?.kind === "approval",
    ...(started.parent === undefined ? {} : { parentRunId: started.parent.runId }),
    ...(started.continuedFrom === undefined ? {} : { continuedFrom: started.continuedFrom }),
    createdAt: new Date(createdAt),
    updatedAt: new Date(last.at),
    ...(run.startedAt === null ? {} : { startedAt: new Date(run.startedAt) }),
    ...(waits === undefined ? { finishedAt: new Date(last.at) } : { waitingFor: waits }),
    ...(continuedAs === undefined ? {} : { continuedAs }),
    ...(status === "completed" ? { output } : status === "waiting" ? {} : { error }),
  } as RunSummary;
}
