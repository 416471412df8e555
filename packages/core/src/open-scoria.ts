import { openCore, type OpenCore } from "./open-core.ts";
import { closed } from "./errors/core-errors.ts";
import { decideApproval } from "./approvals/decide-approval.ts";
import { listApprovals } from "./approvals/list-approvals.ts";
import { getApproval } from "./approvals/read-approvals.ts";
import { identity } from "./identity/identity.ts";
import { operatorScope } from "./identity/operator-scope.ts";
import { exportEvidence, verifyEvidence } from "./journal/evidence.ts";
import { attachLanes } from "./lane/attach-lanes.ts";
import { operatorParts } from "./lane/operator-of-lanes.ts";
import { listNodes } from "./nodes/list-nodes.ts";
import { drainNode, quarantineNode, releaseNode } from "./nodes/operate-nodes.ts";
import type { ScoriaNodes } from "./nodes/node.ts";
import { listSchedules } from "./schedules/list-schedules.ts";
import { pauseSchedule, removeSchedule, resumeSchedule } from "./schedules/operate-schedules.ts";
import { setSchedule } from "./schedules/set-schedule.ts";
import { openSurface } from "./operator/open-surface.ts";
import { surfacePart } from "./operator/operator-surface.ts";
import { runWorker } from "./nodes/run-worker.ts";
import { forOneCall } from "./patience.ts";
import { clearQueue, drainQueue } from "./queues/empty-queue.ts";
import { configureQueue, pauseQueue, resumeQueue } from "./queues/operate-queues.ts";
import type { ScoriaQueues } from "./queues/queue.ts";
import { queueStats } from "./queues/queue-stats.ts";
import { applyRetention, readTombstone } from "./retention/operate-retention.ts";
import type { ScoriaRetention } from "./retention/retention.ts";
import { resolveOptions } from "./resolve-options.ts";
import { getRun, getRunDetail, listRunsForSession } from "./runs/read-runs.ts";
import { cancelRun } from "./runs/cancel-run.ts";
import { listRuns } from "./runs/list-runs.ts";
import { retryRun } from "./runs/retry-run.ts";
import { signalRun } from "./runs/signal-run.ts";
import { startRuns } from "./runs/start-runs.ts";
import { watchRun } from "./runs/watch-run.ts";
import { resumeRun } from "./runs/resume-run.ts";
import { startRun } from "./runs/start-run.ts";
import { waitForRun } from "./runs/wait-for-run.ts";
import type { ScoriaCore } from "./scoria.ts";
import { listSessions } from "./sessions/list-sessions.ts";
import { ScoriaError } from "./errors/scoria-error.ts";
import type { Core } from "./core.ts";
import type { EngineSeams } from "./engine-seams.ts";

/** As `createScoria`, on other ground: tests set the clock and bring a database that is open already. */
export async function openScoria(options: unknown, seams: EngineSeams = {}): Promise<ScoriaCore> {
  const resolved = resolveOptions(options, seams.env);
  let open: OpenCore | undefined;
  const opened = (): OpenCore => {
    if (open === undefined) {
      throw new ScoriaError("CLOSED", "The facade is not open yet: a lane's host works once `attach` has returned.");
    }
    return open;
  };
  const core = (): Core => {
    const { core: live } = opened();
    if (live.isClosed()) throw closed("This Scoria facade");
    return forOneCall(live);
  };
  const ownVerbs = verbs(opened, core);
  // The names of the verbs are known before anything is opened, so that a lane cannot take one.
  const lanes = attachLanes(resolved.lanes, { options: resolved, core }, Object.keys(ownVerbs));
  open = await openCore(resolved, lanes, seams);
  const forOperators = { [operatorParts]: lanes.work, [surfacePart]: openSurface(open.core, core) };
  return Object.freeze({ ...lanes.api, ...ownVerbs, ...forOperators }) as unknown as ScoriaCore;
}

function verbs(opened: () => OpenCore, core: () => Core): ScoriaCore {
  const close = (): Promise<void> => opened().close();
  return {
    identity,
    operator: operatorScope,
    startRun: async (who, options) => startRun(core(), who, options),
    startRuns: async (who, starts) => startRuns(core(), who, starts),
    getRun: async (who, runId) => getRun(core(), who, runId),
    getRunDetail: async (who, runId) => getRunDetail(core(), who, runId),
    listRuns: async (who, query) => listRuns(core(), who, query),
    listRunsForSession: async (who, options) => listRunsForSession(core(), who, options),
    listSessions: async (who, query) => listSessions(core(), who, query),
    decideApproval: async (who, approvalId, decision) => decideApproval(core(), who, approvalId, decision),
    getApproval: async (who, approvalId) => getApproval(core(), who, approvalId),
    listApprovals: async (who, options) => listApprovals(core(), who, options),
    resumeRun: async (who, runId) => resumeRun(core(), who, runId),
    cancelRun: async (who, runId, options) => cancelRun(core(), who, runId, options),
    retryRun: async (who, runId) => retryRun(core(), who, runId),
    signalRun: async (who, runId, name, payload, options) => signalRun(core(), who, runId, name, payload, options),
    watchRun: (who, runId, options) => watchRun(core(), who, runId, options),
    waitForRun: async (who, runId, options) => waitForRun(core(), who, runId, options),
    verifyEvidence: async (who, runId, options) => verifyEvidence(core(), who, runId, options),
    exportEvidence: async (who, runId) => exportEvidence(core(), who, runId),
    nodes: Object.freeze<ScoriaNodes>({
      list: async (operator) => listNodes(core(), operator),
      drain: async (operator, node, options) => drainNode(core(), operator, node, options),
      quarantine: async (operator, name, options) => quarantineNode(core(), operator, name, options),
      release: async (operator, node) => releaseNode(core(), operator, node),
    }),
    queues: Object.freeze<ScoriaQueues>({
      stats: async (operator) => queueStats(core(), operator),
      configure: async (operator, queue, changes) => configureQueue(core(), operator, queue, changes),
      pause: async (operator, queue, options) => pauseQueue(core(), operator, queue, options),
      resume: async (operator, queue) => resumeQueue(core(), operator, queue),
      clear: async (operator, queue, options) => clearQueue(core(), operator, queue, options),
      drain: async (operator, queue, options) => drainQueue(core(), operator, queue, options),
    }),
    schedules: Object.freeze<ScoriaCore["schedules"]>({
      set: async (who, name, schedule) => setSchedule(core(), who, name, schedule),
      list: async (who, query) => listSchedules(core(), who, query),
      pause: async (who, name) => pauseSchedule(core(), who, name),
      resume: async (who, name) => resumeSchedule(core(), who, name),
      remove: async (who, name) => removeSchedule(core(), who, name),
    }),
    retention: Object.freeze<ScoriaRetention>({
      apply: async (operator, options) => applyRetention(core(), operator, options),
      tombstone: async (operator, runId) => readTombstone(core(), operator, runId),
    }),
    runWorker: async (options) => {
      core();
      return runWorker(opened(), options);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
