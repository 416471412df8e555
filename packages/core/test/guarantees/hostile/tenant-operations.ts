import type { Who } from "../../../src/identity/operator-scope.ts";
import { operatorSurface } from "../../../src/operator/index.ts";
import type { TestScoria } from "../../../src/testing/create-test-scoria.ts";
import { idempotencyKey, type Tenant } from "./tenant-pair.ts";

/** What one operation is made with: who asks, and whose things it names. */
export interface Names {
  readonly who: Who;
  readonly runId: string;
  readonly approvalId: string;
  readonly cursor: string;
  readonly head: Tenant["head"];
}

interface Operation {
  readonly call: (scoria: TestScoria, names: Names) => Promise<unknown>;
  /** The id that it names, which a refusal may repeat; null for one that names none. */
  readonly names: "runId" | "approvalId" | null;
}

const byRun = (call: Operation["call"]): Operation => ({ call, names: "runId" });
const byApproval = (call: Operation["call"]): Operation => ({ call, names: "approvalId" });
const byNone = (call: Operation["call"]): Operation => ({ call, names: null });

async function firstEntry(entries: AsyncIterable<unknown>): Promise<unknown> {
  for await (const entry of entries) return entry;
  return null;
}

/** Every verb that names a thing which may be another tenant's. */
export const operations: Readonly<Record<string, Operation>> = {
  getRun: byRun((scoria, { who, runId }) => scoria.getRun(who, runId)),
  getRunDetail: byRun((scoria, { who, runId }) => scoria.getRunDetail(who, runId)),
  resumeRun: byRun((scoria, { who, runId }) => scoria.resumeRun(who, runId)),
  cancelRun: byRun((scoria, { who, runId }) => scoria.cancelRun(who, runId, { reason: "sweep", timeoutMs: 50 })),
  retryRun: byRun((scoria, { who, runId }) => scoria.retryRun(who, runId)),
  signalRun: byRun((scoria, { who, runId }) =>
    scoria.signalRun(who, runId, "paid", { sweep: true }, { idempotencyKey }),
  ),
  waitForRun: byRun((scoria, { who, runId }) => scoria.waitForRun(who, runId, { until: "settled", timeoutMs: 5 })),
  watchRun: byRun((scoria, { who, runId }) => firstEntry(scoria.watchRun(who, runId))),
  verifyEvidence: byRun((scoria, { who, runId }) => scoria.verifyEvidence(who, runId)),
  "verifyEvidence with a head": byRun((scoria, { who, runId, head }) =>
    scoria.verifyEvidence(who, runId, { head: { ...head, runId } }),
  ),
  exportEvidence: byRun((scoria, { who, runId }) => scoria.exportEvidence(who, runId)),
  decideApproval: byApproval((scoria, { who, approvalId }) =>
    scoria.decideApproval(who, approvalId, { decision: "rejected" }),
  ),
  "decideApproval by run id": byRun((scoria, { who, runId }) =>
    scoria.decideApproval(who, runId, { decision: "approved", resume: false }),
  ),
  getApproval: byApproval((scoria, { who, approvalId }) => scoria.getApproval(who, approvalId)),
  "operatorSurface.lastApproved": byApproval((scoria, { who, approvalId }) =>
    operatorSurface(scoria).lastApproved(who, approvalId),
  ),
  "operatorSurface.sessionNeighbours": byRun((scoria, { who, runId }) =>
    operatorSurface(scoria).sessionNeighbours(who, runId),
  ),
  "operatorSurface.exportEvidence": byRun((scoria, { who, runId }) =>
    operatorSurface(scoria).exportEvidence(who, runId, ({ payload }) => ({ payload, redacted: false })),
  ),
  "listRuns by an id": byNone((scoria, { who, runId }) => scoria.listRuns(who, { runId })),
  "listRuns by the beginning of an id": byNone((scoria, { who, runId }) =>
    scoria.listRuns(who, { runId: runId.slice(0, 32) }),
  ),
  "listApprovals of a run": byNone((scoria, { who, runId }) => scoria.listApprovals(who, { runId })),
  "listRuns with a cursor": byNone((scoria, { who, cursor }) => scoria.listRuns(who, { limit: 1, cursor })),
  "schedules.list with a cursor": byNone((scoria, { who, cursor }) => scoria.schedules.list(who, { limit: 1, cursor })),
  "listSessions with a cursor": byNone((scoria, { who, cursor }) => scoria.listSessions(who, { limit: 1, cursor })),
  "listApprovals with a cursor": byNone((scoria, { who, cursor }) => scoria.listApprovals(who, { limit: 1, cursor })),
};

/** Verbs that name nothing of anybody, or a name that both tenants use. */
export const ownOperations: Readonly<
  Record<string, (scoria: TestScoria, tenant: Tenant, other: Tenant) => Promise<unknown>>
> = {
  "listRuns as an identity": (scoria, { who }) => scoria.listRuns(who, { limit: 200 }),
  "listRuns as an operator": (scoria, { operator }) => scoria.listRuns(operator, { limit: 200 }),
  "listRuns of a session": (scoria, { who }) => scoria.listRuns(who, { sessionId: "the-same-session", limit: 200 }),
  "listRuns of the other's actor": (scoria, { who }, other) => scoria.listRuns(who, { actorId: other.who.actorId }),
  "listRuns of the other's tenant as a session": (scoria, { operator }, other) =>
    scoria.listRuns(operator, { sessionId: other.who.tenantId }),
  listRunsForSession: (scoria, { who }) => scoria.listRunsForSession(who, { limit: 200 }),
  "listRunsForSession with a cursor": (scoria, { who }, other) =>
    scoria.listRunsForSession(who, { limit: 1, cursor: other.cursors[2] ?? "" }),
  "listRuns by status as an operator": (scoria, { operator }) =>
    scoria.listRuns(operator, { status: ["waiting", "failed"], queue: "default", limit: 200 }),
  "listRuns that wait for approval": (scoria, { who }) => scoria.listRuns(who, { waitingFor: "approval" }),
  listSessions: (scoria, { who }) => scoria.listSessions(who),
  "listSessions as an operator": (scoria, { operator }) => scoria.listSessions(operator),
  "operatorSurface.overview": (scoria, { operator }) => operatorSurface(scoria).overview(operator),
  listApprovals: (scoria, { reviewer }) => scoria.listApprovals(reviewer, { limit: 200 }),
  "listApprovals as an operator": (scoria, { operator }) =>
    scoria.listApprovals(operator, { tool: "refund", limit: 200 }),
  "queues.stats as an operator": (scoria, { operator }) => scoria.queues.stats(operator),
  "queues.clear as an operator": (scoria, { operator }) => scoria.queues.clear(operator, "default"),
  "queues.drain as an operator": (scoria, { operator }) => scoria.queues.drain(operator, "default"),
  "schedules.list": (scoria, { who }) => scoria.schedules.list(who, { limit: 200 }),
  "schedules.list as an operator": (scoria, { operator }) => scoria.schedules.list(operator),
  "schedules.set of the same name": (scoria, { who }) =>
    scoria.schedules.set(who, "the-second-schedule", { kind: "note", cron: "0 0 29 2 *" }),
  "schedules.pause of the same name": (scoria, { operator }) => scoria.schedules.pause(operator, "the-first-schedule"),
  "schedules.resume of the same name": (scoria, { who }) => scoria.schedules.resume(who, "the-first-schedule"),
  "startRun by the same key": (scoria, { who }) =>
    scoria.startRun(who, {
      initialStep: { kind: "note" },
      input: { payload: `payload-of-${who.tenantId.replace("tenant-", "")}` },
      idempotencyKey,
    }),
  "startRun by the same key, otherwise": (scoria, { who }) =>
    scoria.startRun(who, { initialStep: { kind: "note" }, input: {}, idempotencyKey }),
  "startRuns by the same key": (scoria, { who }) => scoria.startRuns(who, [{ idempotencyKey: "second-key" }]),
};
