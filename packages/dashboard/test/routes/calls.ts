import type { CallOf, RouteName } from "../../src/wire/index.ts";

/** What a call can name of a tenant's. */
export interface Names {
  readonly tenantId: string;
  readonly runId: string;
  readonly approvalId: string;
  readonly argumentsHash: string;
  readonly sessionId: string;
  readonly actorId: string;
  readonly queue: string;
  readonly schedule: string;
  /** Of its last entry. */
  readonly headHash: string;
  readonly runsCursor: string;
  readonly approvalsCursor: string;
  readonly sessionsCursor: string;
  readonly schedulesCursor: string;
}

/** For each route every way of naming something in a call of it; one call of those that name nothing. */
export type Calls = { readonly [Name in RouteName]: readonly [CallOf<Name>, ...CallOf<Name>[]] };

/** The calls that name these. A route that is not here does not compile. */
export function callsNaming(names: Names): Calls {
  const { tenantId, runId, approvalId, argumentsHash, sessionId, actorId, queue, schedule } = names;
  const params = { runId };
  const ofSchedule = [{ body: { tenantId, name: schedule } }] as const;
  const ofQueue = [{ body: { queue, reason: "it is late" } }] as const;
  return {
    getOperator: [{}],
    getHome: [{}],
    listRuns: [
      { query: { runId } },
      { query: { sessionId } },
      { query: { actorId } },
      { query: { queue } },
      { query: { cursor: names.runsCursor } },
      { query: { cursor: names.runsCursor, limit: 1 } },
    ],
    startRun: [
      { body: { tenantId, kind: "refund", input: { orderId: "A-1" } } },
      { body: { tenantId, kind: "refund", input: { orderId: "A-1" }, sessionId, idempotencyKey: "order-A-1" } },
    ],
    cancelRuns: [{ body: { runIds: [runId], reason: "it is late" } }],
    retryRuns: [{ body: { runIds: [runId] } }],
    getRun: [{ params }],
    listEntries: [{ params }, { params, query: { after: 1, limit: 1 } }],
    streamRun: [{ params }, { params, query: { after: 1 } }],
    verifyRun: [{ params }, { params, query: { headSeq: 1, headHash: names.headHash } }],
    exportRun: [{ params }],
    cancelRun: [{ params, body: { reason: "it is late" } }],
    retryRun: [{ params, body: {} }],
    resumeRun: [{ params, body: {} }],
    listApprovals: [{ query: { runId } }, { query: { cursor: names.approvalsCursor } }],
    getApproval: [{ params: { approvalId } }],
    decideApproval: [
      { params: { approvalId }, body: { decision: "approved", argumentsHash, resume: false } },
      { params: { approvalId }, body: { decision: "rejected", argumentsHash } },
    ],
    listSessions: [{ query: { cursor: names.sessionsCursor } }],
    listQueues: [{}],
    configureQueue: [{ body: { queue, changes: { maxSize: 1_000 } } }],
    pauseQueue: ofQueue,
    resumeQueue: [{ body: { queue } }],
    clearQueue: ofQueue,
    drainQueue: ofQueue,
    listNodes: [{}],
    drainNode: [{ body: { node: "no-such-node" } }],
    quarantineNode: [{ body: { name: "no-such-node" } }],
    releaseNode: [{ body: { node: "no-such-node" } }],
    listSchedules: [{ query: { cursor: names.schedulesCursor } }],
    pauseSchedule: ofSchedule,
    resumeSchedule: ofSchedule,
    removeSchedule: ofSchedule,
    listHandlers: [{}],
    listLanes: [{}],
    readLane: [{ params: { lane: "notes", name: "written" }, query: { runId, sessionId } }],
    actOnLane: [{ params: { lane: "notes", name: "erase" }, body: { runId } }],
    getOpenApi: [{}],
  };
}
