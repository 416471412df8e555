import type { Json } from "../decode/json.ts";
import type { StoredError } from "../errors/stored-error.ts";
import type { OwnedRun } from "../execution/engine-parts.ts";
import type { RunStarted } from "../execution/payloads.ts";
import type { StoredEntry } from "../journal/entry.ts";
import type { RunSummary } from "./run.ts";

/**
 * A run that has just ended, from what its execution knows: the very summary that a read of its head and its last entry
 * would give, without the read. `createdAt` is in ms since 1970.
 */
export function summaryAtEnd(run: OwnedRun, started: RunStarted, createdAt: number, last: StoredEntry): RunSummary {
  const { output = null, error } = JSON.parse(last.payload) as { readonly output?: Json; readonly error?: StoredError };
  const status = last.type.slice("run.".length) as RunSummary["status"];
  return {
    runId: run.runId,
    status,
    tenantId: run.tenantId,
    actorId: started.actorId,
    sessionId: started.sessionId,
    kind: run.kind,
    rootRole: started.rootRole,
    metadata: started.metadata,
    awaitingApproval: false,
    createdAt: new Date(createdAt),
    updatedAt: new Date(last.at),
    ...(run.startedAt === null ? {} : { startedAt: new Date(run.startedAt) }),
    finishedAt: new Date(last.at),
    ...(status === "completed" ? { output } : { error }),
  } as RunSummary;
}
