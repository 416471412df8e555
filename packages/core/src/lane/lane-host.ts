import type { Json } from "../decode/json.ts";
import type { CoreContext, InputSchema, StepName } from "../handlers/handler.ts";
import type { Identity } from "../identity/identity.ts";
import type { Who } from "../identity/operator-scope.ts";
import type { EntryWithPayload } from "../journal/entry.ts";
import type { RunDetail, RunSummary } from "../runs/run.ts";
import type { CoreStart } from "../start-options.ts";
import type { Logger } from "../seams/logger.ts";
import type { Redactor } from "../seams/redactor.ts";
import type { Tracer } from "../seams/tracer.ts";
import type { GivenInnerHandler, LaneCall } from "./lane-call.ts";
import type { LaneEntry } from "./lane-entry.ts";

/** One statement on a lane's own tables, `$1` being `values[0]`. */
export interface LaneStatement {
  readonly text: string;
  readonly values?: readonly unknown[];
  /** Prepared under this name. Only for a text that never varies. Default: not prepared. */
  readonly name?: string;
}

/**
 * A lane's own tables: those that its migrations made, in the schema `scoria`, with its name before theirs. Each statement
 * is a transaction of its own.
 *
 * Values come as on both engines alike: `timestamptz` as `Date`, `int8` as a number, `json` as its text, `bytea` as
 * `Buffer`.
 */
export interface LaneTables {
  /** Over all tenants: name the tenant in the statement. @throws DATABASE_UNAVAILABLE, DATABASE_BUSY */
  query<Row = Record<string, unknown>>(statement: LaneStatement): Promise<readonly Row[]>;
  /**
   * A read for somebody: with `rls: true` the statement sees only what their tenants own. Name the tenants all the same.
   *
   * @throws DATABASE_UNAVAILABLE, DATABASE_BUSY
   */
  readFor<Row = Record<string, unknown>>(who: Who, statement: LaneStatement): Promise<readonly Row[]>;
}

/** A run that a lane starts. */
export interface LaneRunStart extends CoreStart<string> {
  readonly input?: unknown;
  /** Written behind `run.started`, in the same commit. Default: none. */
  readonly entries?: readonly LaneEntry[];
  /** What is recorded under the lane's name, as `read` of its start options would give it. Default: none. */
  readonly options?: Json;
  /**
   * A handler that stands in line inside the run from its first commit on: `queued` in the detail. The run's own handler is
   * one of the lane's, and its first call is `runHandler` of the same name. Default: none.
   */
  readonly first?: { readonly name: StepName; readonly inner: GivenInnerHandler };
}

/** A handler that a lane brings. */
export interface LaneHandler<Input = Json | undefined> {
  /** Any Standard Schema. Default: none, the input is taken as it is. */
  readonly input?: InputSchema;
  /** `call` is what the lane's own step powers would be made of. */
  readonly run: (ctx: CoreContext<Input>, call: LaneCall) => unknown;
}

/** What core lends to a lane, and all that it lends. The verbs work once the facade is open. */
export interface LaneHost {
  readonly logger: Logger;
  readonly redactor: Redactor;
  readonly tracer: Tracer;
  readonly tables: LaneTables;
  /** The best estimate of the database's clock. */
  now(): Date;
  /** A new UUIDv7: they sort by the time they were made. */
  newId(): string;

  /** Registers a handler of the lane's own; its kind is the lane's name, or that, a dot, a word. Only while `attach` runs. */
  registerHandler<Input = Json | undefined>(kind: string, handler: LaneHandler<Input>): void;

  /** As `startRun` of the facade, with entries of the lane in the same commit. */
  startRun(who: Identity, start: LaneRunStart): Promise<RunSummary>;

  /**
   * Appends an entry of the lane to a run that goes on, whoever owns it. The same `eventId` is recorded once.
   *
   * @throws RUN_NOT_FOUND, RUN_NOT_RESUMABLE (the run has ended), INVALID_INPUT, PAYLOAD_TOO_LARGE
   */
  append(who: Who, runId: string, entry: LaneEntry, options: { readonly eventId: string }): Promise<void>;

  /** As the facade's. */
  getRun(who: Who, runId: string): Promise<RunSummary>;
  /** As the facade's, with every lane's detail. */
  getRunDetail(who: Who, runId: string): Promise<RunDetail>;
  /** The entries of a run behind `after`, oldest first. Default: from the first. @throws RUN_NOT_FOUND */
  readEntries(who: Who, runId: string, options?: { readonly after?: number }): Promise<readonly EntryWithPayload[]>;
}
