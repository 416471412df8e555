import type { Json, OperatorScope } from "@scoria/core";

/**
 * A part of what is recorded, by where it belongs: the input of a step is `step.input` in the run's steps, in its journal, and
 * in an export. `lane` is what a lane projects of a run, its path beginning with the lane's name; `entry` is what in an entry
 * of the journal is none of the others.
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
  readonly tenantId: string;
  /** The run that it belongs to; `null` for a schedule. */
  readonly runId: string | null;
  readonly operator: OperatorScope;
}

/**
 * Says what an operator sees in place of a value: `undefined` for the value itself, anything else instead of it. Asked for a
 * whole field first, then for each part of what it left as it is. When it throws, the value is left out.
 */
export type RedactField = (shown: ShownField) => Json | undefined;
