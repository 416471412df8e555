// What a lane is
export type { AttachedLane, Lane, LaneExtension, LaneParts, LaneWork, NamesWith, PartOf } from "./lane.ts";
export type {
  IndexMigration,
  Migration,
  MigrationIndex,
  MigrationName,
  SqlMigration,
} from "../database/migration-set.ts";

// What core lends to it
export type { LaneHandler, LaneHost, LaneRunStart, LaneStatement, LaneTables } from "./lane-host.ts";
export type { GivenInnerHandler, InnerHandler, InnerPlace, LaneCall, LaneStepOptions } from "./lane-call.ts";
export type { LaneEntry } from "./lane-entry.ts";
export type { EntryWithPayload, LaneEntryType } from "../journal/entry.ts";

// What it does
export type { LaneStart, LaneStartOptions, StartAnswer } from "./lane-start.ts";
export type { AskFirst, GatedOutput, GatedRun, GatedStep, GoOn, LaneGates, Refuse, SendBack } from "./lane-gates.ts";
export type { Followed, LaneFollow } from "./lane-follow.ts";
export type { LaneJob } from "./lane-job.ts";
export type { LaneAction, LaneOperator, LaneRead } from "./lane-operator.ts";

// How it decodes what a host passes, as core does
export { snapshot, type Snapshot, type SnapshotLimits } from "../decode/snapshot.ts";
export { readOptions, type ReadOptions } from "../decode/read-options.ts";
export { readBoolean, readEnum, readPositiveInteger, readString } from "../decode/option-values.ts";
export { isSchema, passSchema, type SchemaRefusal } from "../decode/standard-schema.ts";
export { readInnerBudget, type InnerBudget } from "../execution/inner-budget.ts";

// For the one who serves it to operators
export { operatorOfLanes, type OperatorOfLane } from "./operator-of-lanes.ts";
