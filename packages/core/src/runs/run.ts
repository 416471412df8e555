import type { Approval } from "../approvals/approval.ts";
import type { ChildRecord } from "../children/child.ts";
import type { Json, JsonObject } from "../decode/json.ts";
import type { RunRuntime } from "../defaults/run-runtime.ts";
import type { StoredError } from "../errors/stored-error.ts";
import type { Entry } from "../journal/entry.ts";
import type { NamesWith, PartOf } from "../lane/lane.ts";

/** Where a run stands. `halted`: a limit tripped. The last four are terminal. */
export type RunStatus = RunSummary["status"];

/** Where a step stands. */
export type StepStatus = "queued" | "running" | "waiting" | "completed" | "failed" | "cancelled";

/**
 * What a waiting run waits for. `operator`: its handler is missing or has changed, or its queue was
 * drained; `code` names which, `detail` says where or why.
 */
export type WaitingFor =
  | { readonly kind: "approval"; readonly approvalId: string; readonly tool: string }
  | { readonly kind: "timer"; readonly until: Date }
  | { readonly kind: "signal"; readonly name: string }
  | { readonly kind: "runs"; readonly runIds: readonly string[] }
  | { readonly kind: "operator"; readonly code: string; readonly detail?: string };

export type WaitingKind = WaitingFor["kind"];

/** What every run has, whatever its status. */
export interface RunBase {
  readonly runId: string;
  readonly tenantId: string;
  readonly actorId: string;
  readonly sessionId: string | null;
  /** The kind of its first step; `null` for a run without one. */
  readonly kind: string | null;
  readonly rootRole: string;
  /** What the host gave at the start. */
  readonly metadata: JsonObject;
  /** Where it stands in line when it is queued. */
  readonly queue: string;
  /** Higher comes first; `high` is 10, `normal` 0, `low` -10. */
  readonly priority: number;
  /** When no step of it begins any more. */
  readonly deadline?: Date;
  /** Whether a person's decision is due. It turns `false` with the decision, also before the run is resumed. */
  readonly awaitingApproval: boolean;
  /** The run whose handler started it. */
  readonly parentRunId?: string;
  /** The run before it, when that ended by `ctx.continueAsNew`. */
  readonly continuedFrom?: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  /**
   * When retention removed the payloads of a finished run: what it was given, what it did and what came of it are gone. Who,
   * what kind, when, and how it ended stay, and so does `metadata`. Absent: they are there.
   */
  readonly payloadsRemovedAt?: Date;
}

export interface QueuedRun extends RunBase {
  readonly status: "queued";
}

export interface RunningRun extends RunBase {
  readonly status: "running";
  readonly startedAt: Date;
}

export interface WaitingRun extends RunBase {
  readonly status: "waiting";
  readonly waitingFor: WaitingFor;
}

export interface CompletedRun extends RunBase {
  readonly status: "completed";
  /** What the handler returned, as JSON; `null` when it returned nothing. Absent when its payloads were removed. */
  readonly output?: Json;
  /** The next run of its chain, when it ended by `ctx.continueAsNew`; then there is no output. */
  readonly continuedAs?: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

/** When its payloads were removed, `error` says that and no more: its name is `PayloadRemoved`. */
export interface FailedRun extends RunBase {
  readonly status: "failed";
  readonly error: StoredError;
  readonly finishedAt: Date;
}

export interface CancelledRun extends RunBase {
  readonly status: "cancelled";
  readonly error: StoredError;
  readonly finishedAt: Date;
}

/** A run that a limit stopped; `error` names the limit and what was observed. */
export interface HaltedRun extends RunBase {
  readonly status: "halted";
  readonly error: StoredError;
  readonly finishedAt: Date;
}

/** A run without its records; narrow it by `status`. */
export type RunSummary = QueuedRun | RunningRun | WaitingRun | CompletedRun | FailedRun | CancelledRun | HaltedRun;

/** One step of a run, read from its journal. */
export interface StepRecord {
  /** Unlike any other in its run. */
  readonly stepKey: string;
  /** As the handler named it. */
  readonly name: string;
  /** Absent when the payloads of its run were removed, as are attempts, input, output and error; `startedAt` is `null` then. */
  readonly kind?: string;
  readonly role: string;
  /** The `stepKey` of the step that it ran under; `null` at the root. */
  readonly parent: string | null;
  readonly status: StepStatus;
  /** How many attempts were begun. */
  readonly attempts?: number;
  readonly input?: Json;
  readonly output?: Json;
  readonly error?: StoredError;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** What the step handed to the services that it called. */
  readonly idempotencyKey: string;
}

/**
 * What a run's detail has beyond its summary. When its payloads were removed, steps and entries are without theirs, and what
 * lanes project is as of a run in which they did nothing: they have nothing to project from.
 */
export interface RunRecords {
  /** Provider, model and prompt policy, as they were when the run started. Absent when its payloads were removed. */
  readonly runtime?: RunRuntime;
  /** Absent when its payloads were removed. */
  readonly input?: Json;
  readonly steps: readonly StepRecord[];
  readonly approvals: readonly Approval[];
  /** The runs that its handler started, in order. What those started stands in their own details. */
  readonly children: readonly ChildRecord[];
  /** The journal, oldest first. */
  readonly entries: readonly Entry[];
}

/** Each installed lane's projection of the run, under the lane's name. */
export type LaneDetails<Lanes> = {
  readonly [Name in keyof Lanes as Name extends NamesWith<Lanes, "detail"> ? Name : never]: PartOf<
    Lanes[Name],
    "detail"
  >;
};

/** One run with all that is recorded of it; narrow it by `status`. */
export type RunDetail<Lanes = {}> = RunSummary & RunRecords & LaneDetails<Lanes>;

/** Which page of runs to read. */
export interface RunsQuery {
  /** How many at most, 1 to 200. Default: 50. */
  readonly limit?: number;
  /** The `nextCursor` of the page before. Default: the first page. */
  readonly cursor?: string;
}

/** One page of runs, newest first. */
export interface RunPage {
  readonly runs: readonly RunSummary[];
  /** Where the next page begins; `null` on the last one. */
  readonly nextCursor: string | null;
}

/** Which runs `listRuns` reads. What is left out does not narrow; what is given narrows together. */
export interface RunsFilter extends RunsQuery {
  /** One status, or several of which a run has one; none twice. */
  readonly status?: RunStatus | readonly RunStatus[];
  readonly kind?: string;
  readonly sessionId?: string;
  readonly actorId?: string;
  readonly queue?: string;
  /** What a waiting run waits for. */
  readonly waitingFor?: WaitingKind;
  /** A whole run id, or how it begins: 4 to 36 characters of it as it is written, with its dashes. */
  readonly runId?: string;
  /** Runs whose id was made at this time or after it: to the millisecond, a run is created when its id is. */
  readonly createdAfter?: Date;
  /** Runs whose id was made before this time. */
  readonly createdBefore?: Date;
}

/** What came of `cancelRun`. */
export interface CancelAnswer {
  readonly run: RunSummary;
  /** The request is on record, but the run had not ended by then: it ends as soon as its owner sees the request. */
  readonly cancelRequested: boolean;
}

/** How to cancel a run. */
export interface CancelOptions {
  /** Recorded with the request; up to 2,000 characters. */
  readonly reason?: string;
  /** How long to wait for the end, in milliseconds. Default: 5,000. */
  readonly timeoutMs?: number;
}

/** How to send a signal. */
export interface SignalOptions {
  /** The same key of the same run is recorded once. Up to 256 characters. */
  readonly idempotencyKey?: string;
}

/** Which entries of a run to follow. */
export interface WatchOptions {
  /** The `seq` after which to begin. Default: 0, from the first entry. */
  readonly after?: number;
  /** Ends the watching, not the run. */
  readonly signal?: AbortSignal;
}

/** How long to wait, and for what. */
export interface WaitOptions {
  /** `settled`: the run has ended. `waiting`: it waits or has ended. */
  readonly until: "waiting" | "settled";
  /** In milliseconds; past it the wait fails with `WAIT_TIMED_OUT`, the run goes on. Default: 30,000. */
  readonly timeoutMs?: number;
  /** Ends the wait, not the run. */
  readonly signal?: AbortSignal;
}
