import type { HomeView, OperatorView, RunItem } from "../../src/wire/index.ts";
import { ScriptedApi } from "./scripted-api.ts";

export const operator: OperatorView = {
  actorId: "rita@desk.example",
  tenants: ["acme"],
  can: ["read", "start", "decide", "cancel", "retry", "queues", "nodes", "schedules"],
  apiVersion: 1,
  lanes: ["handoff"],
};

export function runIdOf(number: number): string {
  return `0199c0de-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
}

export function ago(ms: number): string {
  return new Date(Date.now() - ms).toISOString();
}

export function aRun(number: number, more: Partial<RunItem> = {}): RunItem {
  return {
    runId: runIdOf(number),
    tenantId: "acme",
    actorId: "ana@acme.example",
    sessionId: `chat-${number % 7}`,
    kind: "refund",
    rootRole: "executor",
    status: "completed",
    awaitingApproval: false,
    queue: "default",
    priority: 0,
    createdAt: ago(number * 60_000),
    updatedAt: ago(number * 60_000 - 1_000),
    startedAt: ago(number * 60_000),
    finishedAt: ago(number * 60_000 - 1_234),
    ...more,
  };
}

export function aHome(more: Partial<HomeView> = {}): HomeView {
  return {
    at: ago(0),
    approvals: { pending: 3, pendingIsMore: false, oldestPendingAt: ago(7_800_000), expiringWithinHour: 1 },
    runs: {
      queued: 4,
      running: 2,
      waiting: 9,
      completed24h: 412,
      failed24h: 7,
      halted24h: 1,
      cancelled24h: 3,
      isMore: false,
    },
    waitingFor: { approval: 3, timer: 2, signal: 1, runs: 1, operator: 2 },
    series: {
      bucketMs: 3_600_000,
      buckets: Array.from({ length: 24 }, (_, hour) => ({
        at: ago((24 - hour) * 3_600_000),
        started: hour,
        completed: (hour * 7) % 23,
        failed: hour % 9 === 0 ? 2 : 0,
        halted: hour === 15 ? 1 : 0,
        cancelled: 0,
      })),
    },
    attention: [
      {
        reason: "operator",
        since: ago(3_400_000),
        run: aRun(90, {
          status: "waiting",
          kind: "onboarding",
          waitingFor: { kind: "operator", code: "HANDLER_MISSING", detail: "no node has the handler onboarding" },
        }),
      },
      { reason: "quiet", since: ago(960_000), run: aRun(91, { status: "running", kind: "import" }) },
    ],
    countLimit: 10_000,
    ...more,
  };
}

/** A desk where all is well and a little is to be done. */
export function scriptedDesk(
  runs: readonly RunItem[] = Array.from({ length: 20 }, (_, at) => aRun(at + 1)),
): ScriptedApi {
  return new ScriptedApi()
    .on("getOperator", () => operator)
    .on("getHome", () => aHome())
    .on("listRuns", ({ query }) => ({ runs: matching(runs, query), nextCursor: null }));
}

function matching(runs: readonly RunItem[], query: URLSearchParams): readonly RunItem[] {
  const statuses = query.get("status")?.split(",");
  const begin = query.get("runId") ?? "";
  const kind = query.get("kind");
  return runs.filter(
    (run) =>
      (statuses === undefined || statuses.includes(run.status)) &&
      run.runId.startsWith(begin) &&
      (kind === null || run.kind === kind),
  );
}
