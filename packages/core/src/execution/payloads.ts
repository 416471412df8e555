import { canonicalJson } from "../decode/canonical-json.ts";
import type { Json, JsonObject } from "../decode/json.ts";
import type { PromptPolicy, RunRuntime } from "../defaults/run-runtime.ts";
import type { ChildOutcome } from "../children/child.ts";
import type { RecordedResult } from "../decode/recorded-value.ts";
import type { StoredError } from "../errors/stored-error.ts";
import type { QueuePlace } from "../journal/group.ts";
import type { WaitingFor } from "../runs/run.ts";
import type { InnerBudget } from "./inner-budget.ts";
import type { FrozenRails } from "./rails.ts";

/** Payload of `run.started`: all that a later process needs to execute the run. `input` is absent when none was given. */
export interface RunStarted {
  readonly actorId: string;
  /** The run before it in a chain. */
  readonly continuedFrom?: string;
  readonly identityMetadata: JsonObject;
  readonly input?: Json;
  readonly kind: string | null;
  /** What the start carried for each lane. */
  readonly lanes?: Readonly<Record<string, Json>>;
  readonly metadata: JsonObject;
  /** The run whose handler started it, and how many generations it stands below one that no handler started. */
  readonly parent?: { readonly runId: string; readonly depth: number };
  /** Where it stands in line; absent, or in part: as by default. */
  readonly place?: Partial<QueuePlace>;
  readonly rails: FrozenRails;
  readonly rootRole: string;
  readonly runtime: RunRuntime;
  /** Of a run that a schedule started. */
  readonly schedule?: StartedBySchedule;
  readonly sessionId: string | null;
}

/** Which schedule, and when its fire was due, in ms since 1970. */
export interface StartedBySchedule {
  readonly dueAt: number;
  readonly name: string;
}

/** Payload of every `step.*` entry; which of the optional ones are there depends on the type. Times in ms since 1970. */
export interface StepRecorded {
  readonly approvalId?: string;
  readonly attempt: number;
  readonly error?: StoredError;
  /** Of a handler inside the run that failed: the step inside it that made it fail. */
  readonly failedStep?: string;
  /** Of a handler inside the run, on the entry that has its input: what else it is called with. */
  readonly inner?: InnerRecorded;
  /** Of a handler inside the run, on the first of its entries. */
  readonly input?: Json;
  /** What a lane calls its own steps, or the kind of a handler inside the run. Absent: `step`. */
  readonly kind?: string;
  readonly name: string;
  readonly readOnly?: true;
  readonly result?: Json;
  readonly retryAt?: number;
  /** Absent while it is only queued. */
  readonly startedAt?: number;
}

/** What a handler inside a run is called with beside its input, however often it is called from the top. */
export interface InnerRecorded {
  readonly bareIdentity?: true;
  readonly budget?: InnerBudget;
  readonly context?: Json;
}

/** Payload of `approval.requested`. `argumentsHash` covers tool, tool version, arguments and policy. */
export interface ApprovalRequested {
  readonly approvalId: string;
  readonly arguments: Json;
  readonly argumentsHash: string;
  readonly consequence?: string;
  readonly expiresAt?: number;
  readonly policy: PromptPolicy;
  readonly reason?: string;
  readonly requestedBy: string;
  readonly tool: string;
  readonly toolVersion?: string;
}

/** Payload of `approval.decided`. The id is the caller's, so that two equal decisions are not taken for one. */
export interface ApprovalDecided {
  readonly approvalId: string;
  readonly decidedBy: string;
  readonly decision: "approved" | "rejected";
  readonly decisionId: string;
  readonly reason?: string;
}

/** Payload of `approval.expired` and `approval.withdrawn`. */
export interface ApprovalClosed {
  readonly approvalId: string;
}

/** Payload of `timer.set` and `timer.fired`. In ms since 1970. */
export interface TimerRecorded {
  readonly until: number;
}

/** Payload of `signal.received`. `payload` is absent when none was sent. */
export interface SignalReceived {
  readonly by: string;
  readonly key?: string;
  readonly name: string;
  readonly payload?: Json;
  readonly signalId: string;
}

/** Payload of `child.started`. */
export interface ChildStarted {
  readonly kind: string;
  readonly runId: string;
}

/** Payload of `runs.settled`: how each child ended, in the order asked; or why that could not be recorded. */
export type RunsSettled = { readonly outcomes: readonly ChildOutcome[] } | { readonly error: StoredError };

/** Payload of `run.sent_back`: a gate had the handler called again. */
export interface SentBack {
  /** The lane whose gate it was. */
  readonly by: string;
  readonly feedback: Json;
  /** What the handler had returned. */
  readonly output: Json;
  /** Which time the handler had been gone through, from 1. */
  readonly round: number;
}

/** Payload of `resume.requested`. */
export interface ResumeRequested {
  readonly by: string;
}

/** Payload of `cancel.requested`. */
export interface CancelRequested {
  readonly by: string;
  readonly cancelId: string;
  readonly reason?: string;
}

/** The canonical text of a payload whose parts are plain JSON. Absent parts are left out. */
export function payloadText(parts: object): string {
  return canonicalJson(withoutUndefined(parts));
}

/**
 * As `payloadText` for a step that went well, without serialising its result a second time. Put together by hand, its keys
 * already in canonical order: every step passes here.
 */
export function stepCompletedText(step: StepRecorded, result: RecordedResult): string {
  const { approvalId, attempt, kind, name, readOnly, startedAt } = step;
  return (
    `{${approvalId === undefined ? "" : `"approvalId":${JSON.stringify(approvalId)},`}"attempt":${attempt}` +
    `${kind === undefined ? "" : `,"kind":${JSON.stringify(kind)}`},"name":${JSON.stringify(name)}` +
    `${readOnly === undefined ? "" : `,"readOnly":true`}${result.absent ? "" : `,"result":${result.text}`}` +
    `,"startedAt":${startedAt}}`
  );
}

export function waitingText(waitingFor: WaitingFor): string {
  return payloadText({ waitingFor: waitingJson(waitingFor) });
}

/** How a head and an entry keep what a run waits for: dates as ISO text. */
export function waitingJson(waitingFor: WaitingFor): JsonObject {
  return JSON.parse(JSON.stringify(waitingFor)) as JsonObject;
}

function withoutUndefined(parts: object): JsonObject {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as JsonObject;
}
