/**
 * Every route of the API by its name: its method, and its path below `<base>/api`. It stands apart from the table of routes so
 * that a browser can have it without what checks bodies.
 */
export const paths = {
  getOperator: "GET /operator",
  getHome: "GET /home",

  listRuns: "GET /runs",
  startRun: "POST /runs",
  cancelRuns: "POST /runs/cancel",
  retryRuns: "POST /runs/retry",
  getRun: "GET /runs/:runId",
  listEntries: "GET /runs/:runId/entries",
  streamRun: "GET /runs/:runId/stream",
  verifyRun: "GET /runs/:runId/verify",
  exportRun: "GET /runs/:runId/export",
  cancelRun: "POST /runs/:runId/cancel",
  retryRun: "POST /runs/:runId/retry",
  resumeRun: "POST /runs/:runId/resume",

  listApprovals: "GET /approvals",
  getApproval: "GET /approvals/:approvalId",
  decideApproval: "POST /approvals/:approvalId/decide",

  listSessions: "GET /sessions",

  listQueues: "GET /queues",
  configureQueue: "POST /queues/configure",
  pauseQueue: "POST /queues/pause",
  resumeQueue: "POST /queues/resume",
  clearQueue: "POST /queues/clear",
  drainQueue: "POST /queues/drain",

  listNodes: "GET /nodes",
  drainNode: "POST /nodes/drain",
  quarantineNode: "POST /nodes/quarantine",
  releaseNode: "POST /nodes/release",

  listSchedules: "GET /schedules",
  pauseSchedule: "POST /schedules/pause",
  resumeSchedule: "POST /schedules/resume",
  removeSchedule: "POST /schedules/remove",

  listHandlers: "GET /handlers",

  listLanes: "GET /lanes",
  readLane: "GET /lanes/:lane/:name",
  actOnLane: "POST /lanes/:lane/:name",

  getOpenApi: "GET /openapi.json",
} as const;

export type RouteName = keyof typeof paths;

/** Said in the header `scoria-api-version` of every answer. It grows when a client of the version before would misread one. */
export const apiVersion = 1;
