import type { Migration } from "../database/migration-set.ts";
import type { EntryWithPayload } from "../journal/entry.ts";
import type { LaneCall } from "./lane-call.ts";
import type { LaneFollow } from "./lane-follow.ts";
import type { LaneGates } from "./lane-gates.ts";
import type { LaneHost } from "./lane-host.ts";
import type { LaneJob } from "./lane-job.ts";
import type { LaneOperator } from "./lane-operator.ts";
import type { LaneStartOptions } from "./lane-start.ts";

/**
 * What a lane may add and the compiler sees. A lane lists its own parts in a named interface: that name is what editors
 * and declarations print.
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

/** What the database must have before a lane's migrations can be applied. */
export interface LaneExtension {
  /** As `create extension` names it, such as "vector". */
  readonly name: string;
  /** The code of the error when the server does not have it, such as "PGVECTOR_MISSING". */
  readonly missing: string;
  /** Brings the extension of the embedded database; called only when that is used. */
  readonly embedded: () => Promise<object>;
}

/** An optional capability with its own tables, attached to the facade under its own name. */
export interface Lane<Name extends string = string, Parts extends LaneParts = LaneParts> {
  /** A lower-case word: it names the lane on the facade, its migrations, its permissions and its entries. */
  readonly name: Name;
  readonly migrations: readonly Migration[];
  /** Default: none. */
  readonly extensions?: readonly LaneExtension[];
  /** Called once for each facade, before it is handed out and before its database is open. */
  attach(host: LaneHost): AttachedLane<Parts>;
}

/** What a lane does beside the parts that the compiler sees. All of it is optional. */
export interface LaneWork {
  /** Asked before a step starts and before a run completes. */
  readonly gates?: LaneGates;
  /** Given what was committed, at least once. */
  readonly follow?: LaneFollow;
  /** What operators may read and do; the dashboard serves it. */
  readonly operator?: LaneOperator;
  /** Periodic work, done by one node at a time. */
  readonly jobs?: readonly LaneJob[];
}

/** A lane at work: each part that its interface names is here, and what it does beside them. */
export type AttachedLane<Parts extends LaneParts> = {
  readonly [Part in keyof Parts as Part extends keyof LaneParts ? Part : never]: Part extends "step"
    ? (call: LaneCall) => Parts[Part]
    : Part extends "detail"
      ? (entries: readonly EntryWithPayload[]) => Parts[Part]
      : Part extends "startOptions"
        ? LaneStartOptions
        : Parts[Part];
} & LaneWork & {
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
