// Where things are
export { apiVersion, paths, type RouteName } from "./paths.ts";
export type { Routes, RouteTypes } from "./routes.ts";

// Asking for them
export { wireClient, type CallOf, type WireClient, type WireClientOptions } from "./client.ts";
export { WireError } from "./wire-error.ts";
export { followRun, type FollowOptions, type Liveness } from "./follow-run.ts";

// What is answered
export type { ApprovalPageItem, ApprovalPageView, ApprovalStatus, ApprovalView, MayNotDecide } from "./approval.ts";
export type { EntryPageView, EntryView } from "./entry.ts";
export type { EvidenceView, ExportView, HeadView } from "./evidence.ts";
export type { HandlerForm, HandlerListView } from "./handler-form.ts";
export type { AttentionReason, AttentionView, BucketView, HomeView } from "./home.ts";
export type { LaneListView, LaneView } from "./lane.ts";
export type { NodeListView, NodeView } from "./node.ts";
export type { OperatorView, Permission } from "./operator.ts";
export type { EmptiedView, QueueFlowView, QueueLimitsView, QueueListView, QueueView } from "./queue.ts";
export type {
  ChildView,
  NeighboursView,
  RunItem,
  RunPageView,
  RunStatus,
  RunView,
  StepView,
  WaitingForView,
} from "./run.ts";
export type { RemovedView, SchedulePageView, ScheduleView } from "./schedule.ts";
export type { SessionItem, SessionPageView } from "./session.ts";
export type { StreamEnd } from "./stream.ts";
export type { ErrorView, Refusal } from "./values.ts";

// What is sent
export type * from "./effects.ts";
export type {
  ApprovalsQuery,
  EntriesQuery,
  LaneQuery,
  NoQuery,
  PageQuery,
  QuerySchema,
  RunsQuery,
  StreamQuery,
  VerifyQuery,
} from "./queries.ts";
