/** The queues. */
export const queuesTexts = {
  about:
    "A queue is shared by all tenants: a pause, its limits and its places hold for everyone. Counted, cleared and drained are the runs of your tenants only.",
  mayNot: "You may look at queues, and not change them.",
  none: "No queue holds anything",
  noneDetail:
    "A queue is listed while runs of your tenants are in it or passed through it within the hour, and when it is paused or limited.",

  summary: "All queues",
  queued: "Queued",
  running: "Running",
  oldest: "Oldest",
  paused: "Paused",
  pausedCount: (count: number): string => (count === 1 ? "1 queue" : `${count} queues`),
  nobody: "none",

  waiting: "Queued",
  aside: (count: number): string => `${count} of them aside: their key is at its limit`,
  oldestSince: "the oldest since",
  aged: "Waits for long",
  runningOf: (running: number, limit: number | null): string =>
    limit === null ? `${running}, no limit` : `${running} of ${limit} places`,
  depthOf: (depth: number, most: number | null): string => (most === null ? `${depth}` : `${depth} of ${most}`),

  verdicts: {
    paused: "Paused",
    full: (count: number): string => (count === 1 ? "Refused 1 start" : `Refused ${count} starts`),
    stuck: "Nothing is taken",
    atLimit: "At its limit",
  },
  why: {
    full: "It is at its greatest size, or was within the last 5 minutes: starts are refused with QUEUE_FULL.",
    stuck:
      "Runs of your tenants are queued, and no node took one for 5 minutes. See whether a node is alive that has the handlers, and whether other tenants hold the places.",
    atLimit: "As many of its runs are running as may at once. The next is taken when one of them ends or waits.",
  },

  pausedBy: (by: string): string => `Paused by ${by}`,
  noReason: "without a reason",

  flow: "Flow",
  fiveMinutes: "5 min",
  hour: "1 h",
  added: "added",
  refused: "refused",
  taken: "taken",

  limits: "Limits, for all tenants",
  limitsShort: {
    concurrency: (limit: number): string => `${limit} at once`,
    tenantConcurrency: (limit: number): string => `${limit} of one tenant`,
    keyConcurrency: (limit: number): string => `${limit} of one key`,
    maxSize: (limit: number): string => `${limit} queued at most`,
  },
  noLimits: "Not limited",
  limitNames: {
    concurrency: "Running at once",
    tenantConcurrency: "Running at once, of one tenant",
    keyConcurrency: "Running at once, of one key",
    maxSize: "Queued at most",
  },
  limitMeanings: {
    concurrency: "How many of its runs may be running at once, of all tenants together.",
    tenantConcurrency: "So that one tenant cannot hold all places.",
    keyConcurrency: "Of runs that were started with the same concurrency key. Those over it stand aside.",
    maxSize: "Of all tenants together. Starts beyond it are refused with QUEUE_FULL.",
  },
  noLimit: "no limit",
  limitsHold:
    "Changes hold at once, for all processes and all tenants. What is running goes on, and what is queued stays. An empty field is no limit.",
  limitRange: "A whole number from 1 to 1,000,000.",
  changeLimits: "Change for all tenants",
  undoChanges: "Undo",
  limitsChanged: (queue: string): string => `The limits of ${queue} were changed.`,
  weights: "Weights",

  pause: "Pause",
  pauseQuestion: (queue: string): string => `Pause ${queue} for all tenants?`,
  pauseConsequence:
    "No node takes a run of it until it is resumed. What is running goes on, and new starts are queued.",
  wasPaused: (queue: string): string => `${queue} is paused.`,
  resume: "Resume",
  wasResumed: (queue: string): string => `Nodes take runs of ${queue} again.`,
  drain: "Drain",
  drainQuestion: (queue: string, runs: number): string => `Take ${runsText(runs)} out of ${queue}?`,
  drainConsequence:
    "The queued runs of your tenants wait for an operator, each until it is resumed on its own page. Nothing is lost. What a node takes meanwhile goes on.",
  clear: "Clear",
  clearQuestion: (queue: string, runs: number): string => `Cancel ${runsText(runs)} in ${queue}?`,
  clearConsequence:
    "All that is queued in it of your tenants is cancelled. A cancelled run cannot be resumed. What a node takes meanwhile goes on.",
  clearAction: (runs: number): string => `Cancel ${runsText(runs)}`,
  nothingQueued: "Nothing of your tenants is queued in it.",
  outcome: "What was done",
  cleared: (queue: string, runs: number): string =>
    `${runsText(runs)} of ${queue} ${runs === 1 ? "was" : "were"} cancelled.`,
  drained: (queue: string, runs: number): string =>
    `${runsText(runs)} of ${queue} ${runs === 1 ? "waits" : "wait"} for an operator.`,
  seeRuns: "See them",
} as const;

function runsText(count: number): string {
  return count === 1 ? "1 run" : `${count} runs`;
}
