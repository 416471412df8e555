import type { OperatorView, RunView } from "../../../../src/wire/index.ts";
import { ScriptedApi, ScriptedRefusal, ScriptedStream, type ScriptedCall } from "../../scripted-api.ts";
import { approvalPages, decidedApprovals, pendingApprovals } from "./approvals.ts";
import { ago } from "./desk-time.ts";
import { deskNodes, deskQueues, deskSchedules } from "./engine.ts";
import { deskHandlers, deskLanes, laneReads } from "./forms.ts";
import { deskHome } from "./home.ts";
import { deskRuns, deskSessions } from "./runs.ts";
import type { RunStory } from "./run-story.ts";
import { approvedRefund, failedCharge, longImport, ownRefund, reviewedAnswer, rita, waitingRefund } from "./stories.ts";

const operator: OperatorView = {
  actorId: rita,
  tenants: ["acme"],
  can: [
    "read",
    "start",
    "decide",
    "cancel",
    "retry",
    "queues",
    "nodes",
    "schedules",
    "semantic.read",
    "semantic.revoke",
  ],
  apiVersion: 1,
  lanes: ["semantic"],
};

const stories = [waitingRefund, approvedRefund, ownRefund, failedCharge, reviewedAnswer, longImport];

/**
 * A refund desk on an ordinary Thursday, before noon: a bank that is closed, a queue that somebody paused, a refund that waits for
 * a decision. It answers the same whenever it is asked.
 */
export function refundDesk(): ScriptedApi {
  return new ScriptedApi()
    .on("getOperator", () => operator)
    .on("getHome", () => deskHome)
    .on("listRuns", ({ query }) => ({ runs: deskRuns.filter((run) => matches(run, query)), nextCursor: null }))
    .on("getRun", ({ params }) => withStory(params, (story) => viewOf(story)))
    .on("listEntries", ({ params, query }) =>
      withStory(params, ({ entries }) => {
        const after = Number(query.get("after") ?? 0);
        const page = entries.slice(after, after + Number(query.get("limit") ?? 200));
        return { entries: page, lastSeq: after + page.length, ended: false };
      }),
    )
    .on("streamRun", ({ params }) =>
      withStory(
        params,
        (story) => new ScriptedStream(story.view().finishedAt === undefined ? [] : [{ reason: "ended" }]),
      ),
    )
    .on("verifyRun", ({ params }) =>
      withStory(params, ({ runId, entries }) => {
        const { seq = 0, hash = "" } = entries.at(-1) ?? {};
        return { ok: true, entries: entries.length, redacted: 0, removed: 0, head: { runId, seq, hash } };
      }),
    )
    .on("listApprovals", ({ query }) => ({
      approvals: query.get("status") === "pending" ? pendingApprovals : decidedApprovals,
      nextCursor: null,
    }))
    .on("getApproval", ({ params }) => {
      const page = approvalPages.find(({ approval }) => approval.approvalId === params["approvalId"]);
      return page ?? new ScriptedRefusal(404, "APPROVAL_NOT_FOUND", "There is no such approval.");
    })
    .on("listSessions", () => ({ sessions: deskSessions, nextCursor: null }))
    .on("listQueues", () => ({ queues: deskQueues }))
    .on("listNodes", () => ({ at: ago(0), nodes: deskNodes }))
    .on("listSchedules", () => ({ schedules: deskSchedules, nextCursor: null }))
    .on("listHandlers", () => ({ handlers: deskHandlers }))
    .on("listLanes", () => deskLanes)
    .on("readLane", ({ params }) => laneReads[params["name"] as keyof typeof laneReads]);
}

function matches({ status, sessionId, kind, runId }: (typeof deskRuns)[number], query: URLSearchParams): boolean {
  const statuses = query.get("status")?.split(",");
  const [session, ofKind] = [query.get("sessionId"), query.get("kind")];
  return (
    (statuses === undefined || statuses.includes(status)) &&
    (session === null || session === sessionId) &&
    (ofKind === null || ofKind === kind) &&
    runId.startsWith(query.get("runId") ?? "")
  );
}

function withStory<T>(params: ScriptedCall["params"], answer: (story: RunStory) => T): T | ScriptedRefusal {
  const story = stories.find(({ runId }) => runId === params["runId"]);
  return story === undefined ? new ScriptedRefusal(404, "RUN_NOT_FOUND", "There is no such run.") : answer(story);
}

/** The run between those before and after it in its session. */
function viewOf(story: RunStory): RunView {
  const { sessionId } = story.view();
  const ofSession = deskRuns.filter((run) => run.sessionId === sessionId);
  const at = ofSession.findIndex(({ runId }) => runId === story.runId);
  return story.view({ previous: ofSession[at + 1] ?? null, next: at < 1 ? null : (ofSession[at - 1] ?? null) });
}
