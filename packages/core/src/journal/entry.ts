import type { Json } from "../decode/json.ts";

/** Every type of entry that the core appends, in the order a run usually meets them. Lanes have types of their own. */
export const entryTypes = [
  "run.started",
  "run.waiting",
  "run.resumed",
  "run.recovered",
  "run.handed_back",
  "run.retried",
  "run.sent_back",
  "run.completed",
  "run.failed",
  "run.cancelled",
  "run.halted",
  "child.started",
  "runs.settled",
  "step.started",
  "step.failed_attempt",
  "step.completed",
  "step.failed",
  "approval.requested",
  "approval.decided",
  "approval.expired",
  "approval.withdrawn",
  "signal.received",
  "cancel.requested",
  "timer.set",
  "timer.fired",
] as const;

export type EntryType = (typeof entryTypes)[number];

/** The type of an entry that a lane writes: the lane's name, a dot, and what happened. */
export type LaneEntryType = `${string}.${string}`;

/** What an owner wants to append; the log gives it seq, at and hashes. */
export interface EntryDraft {
  readonly type: EntryType | LaneEntryType;
  /** The number of the handler's durable call, from 1; 0 when no call of a handler made the entry. */
  readonly call: number;
  readonly stepKey: string | null;
  readonly role: string | null;
  /** Canonical JSON text. */
  readonly payload: string;
}

/** One stored entry with all that its digest covers. Hashes are lower-case hex. */
export interface StoredEntry {
  readonly runId: string;
  readonly tenantId: string;
  /** From 1, without gaps. */
  readonly seq: number;
  readonly epoch: number;
  readonly call: number;
  readonly type: string;
  /** Milliseconds since 1970; never goes back within a run. */
  readonly at: number;
  readonly stepKey: string | null;
  readonly role: string | null;
  /** Canonical JSON text: the bytes that were hashed. */
  readonly payload: string;
  readonly digest: string;
  readonly hash: string;
}

/** One entry of a run's journal, as an operator reads it. */
export interface Entry {
  /** Its place in the run: from 1, without gaps. */
  readonly seq: number;
  readonly type: string;
  readonly at: Date;
  readonly stepKey?: string;
  readonly role?: string;
  readonly payload: Json;
  /** SHA-256 over the entry and all before it, lower-case hex. */
  readonly hash: string;
}

/** The public form of a stored entry. */
export function toEntry(stored: StoredEntry): Entry {
  return {
    seq: stored.seq,
    type: stored.type,
    at: new Date(stored.at),
    ...(stored.stepKey === null ? {} : { stepKey: stored.stepKey }),
    ...(stored.role === null ? {} : { role: stored.role }),
    payload: JSON.parse(stored.payload) as Json,
    hash: stored.hash,
  };
}
