import type { Json, OperatorScope } from "@scoria/core";

/**
 * A part of what is recorded, by where it belongs: the input of a step is `step.input` in the run's steps, in its journal, and
 * in an export. `lane` is what a lane shows, its path beginning with the lane's name; `entry` is what in an entry of the journal
 * is none of the others.
 *
 * Where one thing is two, each may hide it. The first step of a run has the run's own `input`, `output` and `error`. The error
 * of a run is also a `step.error`, since it may be one that nobody caught; that of a cancelled run has the `cancel.reason` in
 * its message. A `child.outcome` has the `output` or `error` of the child. What a handler passes on by itself, such as a step's
 * result that it returns, is both on its own.
 */
export type FieldName =
  | "input"
  | "output"
  | "error"
  | "metadata"
  | "identity"
  | "runtime"
  | "step.input"
  | "step.output"
  | "step.error"
  | "step.context"
  | "approval.arguments"
  | "approval.reason"
  | "approval.consequence"
  | "approval.decisionReason"
  | "signal"
  | "child.outcome"
  | "cancel.reason"
  | "feedback"
  | "schedule.input"
  | "schedule.metadata"
  | "lane"
  | "entry";

/** What a host is asked about before an operator sees it. */
export interface ShownField {
  readonly field: FieldName;
  /** Where in the field: keys and indexes. Empty for all of it. */
  readonly path: readonly (string | number)[];
  readonly value: Json;
  /** Whose it is; `null` for what a lane shows to an operator of several tenants: the lane alone knows whose each part is. */
  readonly tenantId: string | null;
  /** The run that it belongs to; `null` for a schedule and for what a lane shows. */
  readonly runId: string | null;
  readonly operator: OperatorScope;
}

/**
 * Says what an operator sees in place of a value: `undefined` for the value itself, anything else instead of it. Asked for a
 * whole field first, then for each part of what it left as it is. When it throws, the value is left out.
 */
export type RedactField = (shown: ShownField) => Json | undefined;
