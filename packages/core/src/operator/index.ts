// What a facade has for those who build something for operators
export {
  operatorSurface,
  type EntriesQuery,
  type EntryPage,
  type FollowEntriesOptions,
  type OperatorSurface,
  type ServedHandler,
  type SessionNeighbours,
  type ShowEntry,
} from "./operator-surface.ts";

// How everything stands
export type {
  AttentionReason,
  Overview,
  OverviewBucket,
  OverviewOfApprovals,
  OverviewOfRuns,
  OverviewSeries,
  RunForAttention,
} from "./overview.ts";

// What it is made of
export type { OperatorOfLane } from "../lane/operator-of-lanes.ts";
export type { LaneAction, LaneRead } from "../lane/lane-operator.ts";
export type { EntryWithPayload } from "../journal/entry.ts";
export type { RedactedJson } from "../redaction/redact-json.ts";
