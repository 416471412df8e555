import type { Migration } from "../database/migration-set.ts";
import type { StepFunction, StepName } from "../handlers/handler.ts";
import type { Entry } from "../journal/entry.ts";
import type { Logger } from "../seams/logger.ts";
import type { Redactor } from "../seams/redactor.ts";
import type { Tracer } from "../seams/tracer.ts";
import type { Recorded } from "../steps/recorded.ts";
import type { StepAttempt, StepOptions } from "../steps/step-options.ts";

/**
 * What a lane may add. A lane lists its own parts in a named interface: that name is what editors and declarations print.
 */
export interface LaneParts {
  /** On the facade, under the lane's name. */
  readonly api?: unknown;
  /** In a handler's `ctx`, under the lane's name. */
  readonly step?: unknown;
  /** On the options of a start, under the lane's name. */
  readonly startOptions?: unknown;
  /** On a run's detail, under the lane's name. */
  readonly detail?: unknown;
}

/** What core lends to a lane. */
export interface LaneHost {
  readonly logger: Logger;
  readonly redactor: Redactor;
  readonly tracer: Tracer;
}

/** The execution that a lane's step powers serve. */
export interface LaneCall {
  readonly runId: string;
  readonly tenantId: string;
  readonly role: string;
  /** Aborts when the run is cancelled or this process has lost it. */
  readonly signal: AbortSignal;

  /** As `ctx.step` in the handler that calls the lane: run once, recorded, answered from the journal from then on. */
  step<T>(name: StepName, fn: StepFunction<StepAttempt, T>, options?: LaneStepOptions): Promise<Recorded<T>>;
}

/** How a lane's step is run. */
export interface LaneStepOptions extends StepOptions {
  /** A `tool` counts against the run's `maxToolCalls` too, and shows as such in its detail. Default: `step`. */
  readonly kind?: "step" | "tool";
}

/** An optional capability with its own tables, attached to the facade under its own name. */
export interface Lane<Name extends string = string, Parts extends LaneParts = LaneParts> {
  readonly name: Name;
  readonly migrations: readonly Migration[];
  /** Called once for each facade, before it is handed out. */
  attach(host: LaneHost): AttachedLane<Parts>;
}

/** Which parts exist while a process runs; `startOptions` is a type only. */
type LivePart = "api" | "step" | "detail";

/** A lane at work: each part that its interface names is here, and no other. */
export type AttachedLane<Parts extends LaneParts> = {
  readonly [Part in keyof Parts as Part extends LivePart ? Part : never]: Part extends "step"
    ? (call: LaneCall) => Parts[Part]
    : Part extends "detail"
      ? (entries: readonly Entry[]) => Parts[Part]
      : Parts[Part];
} & {
  /** For the compiler only: a lane's parts are inferred from here. Never set. */
  readonly "~parts"?: Parts;
};

/**
 * One part of one lane. `undefined` joins in for a lane that may be absent; `any` comes out only for a lane typed `any`.
 */
// `any` in, `any` out: a lane of unknown type must not take the types of the other lanes with it.
// oxlint-disable-next-line typescript/no-explicit-any
export type PartOf<L, Part extends keyof LaneParts> = 0 extends 1 & L ? any : DeclaredPartOf<L, Part>;

type DeclaredPartOf<L, Part extends keyof LaneParts> =
  L extends Lane<string, infer Parts>
    ? Part extends keyof Parts
      ? Parts[Part]
      : never
    : L extends undefined
      ? undefined
      : never;

/** The names of the lanes that have this part, those that may be absent included. */
export type NamesWith<Lanes, Part extends keyof LaneParts> = {
  [Name in keyof Lanes]-?: [PartOf<NonNullable<Lanes[Name]>, Part>] extends [never] ? never : Name;
}[keyof Lanes];
