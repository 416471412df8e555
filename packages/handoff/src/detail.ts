import type { Json, JsonObject, StoredError } from "@scoria/core";
import type { EntryWithPayload } from "@scoria/core/lane";
import type { Received } from "./received.ts";

/** As `status` of a step. `waiting` is not among them: while a delegated role waits, its run does. */
export type HandoffStatus = "queued" | "running" | "completed" | "failed" | "cancelled";

/** One handoff of a run. */
export interface HandoffRecord {
  readonly handoffId: string;
  readonly delegatedRole: string;
  readonly delegatedKind: string;
  /** The brief, as the delegated handler has it in `ctx.input`. */
  readonly handoffInput: JsonObject;
  /** All that it was shown beside the brief. */
  readonly projectedContext: JsonObject;
  /** The step of the handler that delegated. */
  readonly parentStepKey: string;
  readonly parentRole: string;
  /** The step of the delegated handler. */
  readonly childStepKey: string;
  /** 1 below the root. */
  readonly depth: number;
  /** Paths that the law would have refused and the host lifted. */
  readonly allowed: readonly string[];
  readonly status: HandoffStatus;
  /** Of a completed one; `null` when its handler returned nothing. */
  readonly result?: Json;
  /** Of a failed one. */
  readonly error?: StoredError;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
}

/** The handoffs of a run in the order in which they were made; none is an empty list. */
export type HandoffDetail = readonly HandoffRecord[];

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

interface DelegatedPayload {
  readonly handoffId: string;
  readonly delegatedRole: string;
  readonly delegatedKind: string;
  readonly parentStepKey: string;
  readonly parentRole: string;
  readonly childStepKey: string;
  readonly depth: number;
  readonly allowed?: readonly string[];
}

interface StepPayload {
  readonly input?: JsonObject;
  readonly inner?: { readonly context?: Received };
  readonly startedAt?: number;
  readonly result?: Json;
  readonly error?: StoredError;
}

const runEnds: ReadonlySet<string> = new Set(["run.completed", "run.failed", "run.cancelled", "run.halted"]);

/** Computed from the entries of a run: from the handoffs in it, and from what became of the steps that they made. */
export function foldHandoffs(entries: readonly EntryWithPayload[]): HandoffDetail {
  const records = new Map<string, Mutable<HandoffRecord>>();
  let isOver = false;
  for (const entry of entries) {
    if (runEnds.has(entry.type)) isOver = true;
    if (entry.type === "run.retried") isOver = false;
    if (entry.type === "handoff.delegated") takeHandoff(records, entry.payload as unknown as DelegatedPayload);
    const record = records.get(entry.stepKey ?? "");
    if (record !== undefined) takeStep(record, entry);
  }
  // What its run cut off works for nobody.
  return [...records.values()].map((record) =>
    isOver && (record.status === "queued" || record.status === "running") ? { ...record, status: "cancelled" } : record,
  );
}

function takeHandoff(records: Map<string, Mutable<HandoffRecord>>, payload: DelegatedPayload): void {
  const { handoffId, delegatedRole, delegatedKind, parentStepKey, parentRole, childStepKey, depth } = payload;
  const handedOn = { handoffInput: {}, projectedContext: {} };
  const place = { parentStepKey, parentRole, childStepKey, depth, allowed: payload.allowed ?? [] };
  records.set(childStepKey, { handoffId, delegatedRole, delegatedKind, ...handedOn, ...place, status: "queued" });
}

function takeStep(record: Mutable<HandoffRecord>, { type, at, payload }: EntryWithPayload): void {
  const { input, inner, startedAt, result, error } = payload as unknown as StepPayload;
  if (input !== undefined) record.handoffInput = input;
  if (inner?.context !== undefined) record.projectedContext = inner.context.projectedContext;
  if (startedAt !== undefined) record.startedAt ??= new Date(startedAt);
  if (type === "step.started") record.status = "running";
  if (type === "step.completed") {
    record.status = "completed";
    record.result = result ?? null;
    delete record.error;
  }
  if (type === "step.failed") {
    record.status = "failed";
    if (error !== undefined) record.error = error;
  }
  if (type === "step.completed" || type === "step.failed") record.finishedAt = at;
}
