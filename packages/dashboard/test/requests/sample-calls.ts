import { paths, type RouteName } from "../../src/wire/index.ts";

/** What the calls are about. */
export interface Subjects {
  readonly runId: string;
  readonly failedRunId: string;
  readonly approvalId: string;
  readonly argumentsHash: string;
  readonly node: string;
  readonly schedule: string;
}

export interface SampleCall {
  readonly name: RouteName;
  readonly method: "GET" | "POST";
  /** Below `<base>/api`. */
  readonly path: string;
  /** Of an effect. */
  readonly body: object;
}

/** Any subjects, for who does not get as far as looking them up. */
export const noSubjects: Subjects = {
  runId: "0199c0de-0000-7000-8000-000000000000",
  failedRunId: "0199c0de-0000-7000-8000-000000000001",
  approvalId: "0199c0de-0000-7000-8000-000000000002",
  argumentsHash: "0".repeat(64),
  node: "desk",
  schedule: "nightly",
};

/** One call of each route that is in good form, from the table: a route that is added is called too. */
export function sampleCalls(subjects: Subjects): readonly SampleCall[] {
  return (Object.entries(paths) as [RouteName, string][]).map(([name, place]) => {
    const [method, path = ""] = place.split(" ");
    const isRetry = name === "retryRun";
    const named = path
      .replace(":runId", isRetry ? subjects.failedRunId : subjects.runId)
      .replace(":approvalId", subjects.approvalId)
      .replace(":lane", "notes")
      .replace(":name", "all");
    return { name, method: method as "GET" | "POST", path: named, body: bodyOf(name, subjects) };
  });
}

export function effectsOf(calls: readonly SampleCall[]): readonly SampleCall[] {
  return calls.filter(({ method }) => method === "POST");
}

function bodyOf(name: RouteName, { runId, failedRunId, argumentsHash, node, schedule }: Subjects): object {
  const ofSchedule = { tenantId: "acme", name: schedule };
  const bodies: Partial<Record<RouteName, object>> = {
    startRun: { tenantId: "acme", kind: "refund", input: { orderId: "o-77" } },
    cancelRuns: { runIds: [runId] },
    retryRuns: { runIds: [failedRunId] },
    decideApproval: { decision: "approved", argumentsHash },
    configureQueue: { queue: "default", changes: { maxSize: 77 } },
    pauseQueue: { queue: "default" },
    resumeQueue: { queue: "default" },
    clearQueue: { queue: "default" },
    drainQueue: { queue: "default" },
    drainNode: { node },
    quarantineNode: { name: node },
    releaseNode: { node },
    pauseSchedule: ofSchedule,
    resumeSchedule: ofSchedule,
    removeSchedule: ofSchedule,
  };
  return bodies[name] ?? {};
}
