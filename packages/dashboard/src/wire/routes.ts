import type { Json, JsonObject } from "@scoria/core";
import { z } from "zod";
import { approvalPageItem, approvalPageView, type ApprovalPageItem, type ApprovalPageView } from "./approval.ts";
import * as effects from "./effects.ts";
import { entryPageView, type EntryPageView } from "./entry.ts";
import { evidenceView, exportView, type EvidenceView, type ExportView } from "./evidence.ts";
import { handlerListView, type HandlerListView } from "./handler-form.ts";
import { homeView, type HomeView } from "./home.ts";
import { laneListView, type LaneListView } from "./lane.ts";
import { nodeListView, type NodeListView } from "./node.ts";
import { operatorView, type OperatorView, type Permission } from "./operator.ts";
import type { RouteName } from "./paths.ts";
import * as queries from "./queries.ts";
import {
  emptiedView,
  queueLimitsView,
  queueListView,
  type EmptiedView,
  type QueueLimitsView,
  type QueueListView,
} from "./queue.ts";
import { runPageView, runView, type RunPageView, type RunView } from "./run.ts";
import {
  removedView,
  schedulePageView,
  scheduleView,
  type RemovedView,
  type SchedulePageView,
  type ScheduleView,
} from "./schedule.ts";
import { sessionPageView, type SessionPageView } from "./session.ts";
import { json, jsonObject } from "./values.ts";

interface Done {}

const done: z.ZodType<Done> = z.strictObject({});
const noBody: z.ZodType<undefined> = z.undefined();

/** What one route takes and answers. */
export interface RouteTypes {
  readonly query: object;
  readonly body: unknown;
  readonly answer: unknown;
}

interface Get<Query extends object, Answer> extends RouteTypes {
  readonly query: Query;
  readonly body: undefined;
  readonly answer: Answer;
}

interface Post<Body, Answer> extends RouteTypes {
  readonly query: queries.NoQuery;
  readonly body: Body;
  readonly answer: Answer;
}

/** What each route takes and answers, by its name. */
export interface Routes {
  getOperator: Get<queries.NoQuery, OperatorView>;
  getHome: Get<queries.NoQuery, HomeView>;
  listRuns: Get<queries.RunsQuery, RunPageView>;
  startRun: Post<effects.Start, effects.RunAnswer>;
  cancelRuns: Post<effects.RunIdsAndReason, effects.BulkView>;
  retryRuns: Post<effects.RunIds, effects.BulkView>;
  getRun: Get<queries.NoQuery, RunView>;
  listEntries: Get<queries.EntriesQuery, EntryPageView>;
  /** Server-sent events: `entry` with an `EntryView`, and one `end` with a `StreamEnd`. */
  streamRun: Get<queries.StreamQuery, string>;
  verifyRun: Get<queries.VerifyQuery, EvidenceView>;
  exportRun: Get<queries.NoQuery, ExportView>;
  cancelRun: Post<effects.Reason, effects.CancelledView>;
  retryRun: Post<Done, effects.RunAnswer>;
  resumeRun: Post<Done, effects.RunAnswer>;
  listApprovals: Get<queries.ApprovalsQuery, ApprovalPageView>;
  getApproval: Get<queries.NoQuery, ApprovalPageItem>;
  decideApproval: Post<effects.Decision, effects.RunAnswer>;
  listSessions: Get<queries.PageQuery, SessionPageView>;
  listQueues: Get<queries.NoQuery, QueueListView>;
  configureQueue: Post<effects.QueueConfiguration, QueueLimitsView>;
  pauseQueue: Post<effects.QueueAction, Done>;
  resumeQueue: Post<effects.QueueName, Done>;
  clearQueue: Post<effects.QueueAction, EmptiedView>;
  drainQueue: Post<effects.QueueAction, EmptiedView>;
  listNodes: Get<queries.NoQuery, NodeListView>;
  drainNode: Post<effects.NodeAction, NodeListView>;
  quarantineNode: Post<effects.Quarantine, NodeListView>;
  releaseNode: Post<effects.NodeName, NodeListView>;
  listSchedules: Get<queries.PageQuery, SchedulePageView>;
  pauseSchedule: Post<effects.ScheduleName, ScheduleView>;
  resumeSchedule: Post<effects.ScheduleName, ScheduleView>;
  removeSchedule: Post<effects.ScheduleName, RemovedView>;
  listHandlers: Get<queries.NoQuery, HandlerListView>;
  listLanes: Get<queries.NoQuery, LaneListView>;
  readLane: Get<queries.LaneQuery, Json>;
  actOnLane: Post<Json, Json>;
  getOpenApi: Get<queries.NoQuery, JsonObject>;
}

/** One route as it is served, documented and checked. */
export interface Route<Types extends RouteTypes> {
  /** What it does, in a line. */
  readonly summary: string;
  /** What it takes beside `read`. `null`: nothing, not even `read`. `lane`: what the lane asks for. */
  readonly permission: Permission | "lane" | null;
  readonly query: queries.QuerySchema<Types["query"]>;
  readonly body: z.ZodType<Types["body"]>;
  readonly answer: z.ZodType<Types["answer"]>;
}

type PermissionOf = Route<RouteTypes>["permission"];

function get<Query extends object, Answer>(
  summary: string,
  query: queries.QuerySchema<Query>,
  answer: z.ZodType<Answer>,
  permission: PermissionOf = "read",
): Route<Get<Query, Answer>> {
  return { summary, permission, query, body: noBody, answer };
}

function post<Body, Answer>(
  summary: string,
  permission: PermissionOf,
  body: z.ZodType<Body>,
  answer: z.ZodType<Answer>,
): Route<Post<Body, Answer>> {
  return { summary, permission, query: queries.noQuery, body, answer };
}

/** Every route: what serves the API, checks what comes in, and writes its OpenAPI document reads this table. */
export const routes: { readonly [Name in RouteName]: Route<Routes[Name]> } = {
  getOperator: get("Who is asking, and what they may do", queries.noQuery, operatorView, null),
  getHome: get("Counts, the last 24 hours, and runs that need attention", queries.noQuery, homeView),
  listRuns: get("Runs, newest first", queries.runsQuery, runPageView),
  startRun: post("Starts a run of a handler with an input schema", "start", effects.startBody, effects.runAnswer),
  cancelRuns: post("Cancels up to 100 runs", "cancel", effects.runIdsAndReasonBody, effects.bulkView),
  retryRuns: post("Reopens up to 100 failed runs", "retry", effects.runIdsBody, effects.bulkView),
  getRun: get("One run with its steps, approvals, children and lanes", queries.noQuery, runView),
  listEntries: get("A run's journal, in order", queries.entriesQuery, entryPageView),
  streamRun: get("A run's journal as server-sent events, as it is written", queries.streamQuery, z.string()),
  verifyRun: get("Checks a run's journal against its hash chain, now", queries.verifyQuery, evidenceView),
  exportRun: get("A run's journal as text that can be verified elsewhere", queries.noQuery, exportView),
  cancelRun: post("Cancels a run", "cancel", effects.reasonBody, effects.cancelledView),
  retryRun: post("Reopens a failed run", "retry", done, effects.runAnswer),
  resumeRun: post("Lets a waiting run go on", "retry", done, effects.runAnswer),
  listApprovals: get("Approvals, newest first", queries.approvalsQuery, approvalPageView),
  getApproval: get("One approval, and the last one of its tool that was approved", queries.noQuery, approvalPageItem),
  decideApproval: post("Records a decision and resumes the run", "decide", effects.decisionBody, effects.runAnswer),
  listSessions: get("Sessions, the one with the newest run first", queries.pageQuery, sessionPageView),
  listQueues: get("Queues, as far as the operator's tenants go", queries.noQuery, queueListView),
  configureQueue: post(
    "Changes a queue's limits, for all tenants",
    "queues",
    effects.queueConfigurationBody,
    queueLimitsView,
  ),
  pauseQueue: post("Stops nodes from taking runs of a queue, for all tenants", "queues", effects.queueActionBody, done),
  resumeQueue: post("Lets nodes take runs of a queue again", "queues", effects.queueNameBody, done),
  clearQueue: post("Cancels what is queued of the operator's tenants", "queues", effects.queueActionBody, emptiedView),
  drainQueue: post("Takes out what is queued, to be resumed later", "queues", effects.queueActionBody, emptiedView),
  listNodes: get("The processes that execute runs", queries.noQuery, nodeListView, "nodes"),
  drainNode: post("Has a node hand over its runs and take none", "nodes", effects.nodeActionBody, nodeListView),
  quarantineNode: post("Keeps all nodes of a name from taking runs", "nodes", effects.quarantineBody, nodeListView),
  releaseNode: post("Lets nodes take runs again", "nodes", effects.nodeNameBody, nodeListView),
  listSchedules: get("Schedules, newest first", queries.pageQuery, schedulePageView),
  pauseSchedule: post("Stops a schedule from firing", "schedules", effects.scheduleNameBody, scheduleView),
  resumeSchedule: post("Lets a schedule fire again", "schedules", effects.scheduleNameBody, scheduleView),
  removeSchedule: post("Removes a schedule; its runs stay", "schedules", effects.scheduleNameBody, removedView),
  listHandlers: get("Handlers that a run can be started with", queries.noQuery, handlerListView, "start"),
  listLanes: get("What lanes show to operators and let them do", queries.noQuery, laneListView),
  readLane: get("Something that a lane shows", queries.laneQuery, json, "lane"),
  actOnLane: post("Something that a lane does", "lane", json, json),
  getOpenApi: get("This API as an OpenAPI 3.1 document", queries.noQuery, jsonObject),
};
