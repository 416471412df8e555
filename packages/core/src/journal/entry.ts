import type { Json } from "../decode/json.ts";
import { payloadHash } from "./hash-chain.ts";

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
  "step.queued",
  "step.started",
  "step.failed_attempt",
  "step.completed",
  "step.failed",
  "approval.requested",
  "approval.decided",
  "approval.expired",
  "approval.withdrawn",
  "signal.received",
  "resume.requested",
  "cancel.requested",
  "timer.set",
  "timer.fired",
] as const;

export type EntryType = (typeof entryTypes)[number];

const knownTypes: ReadonlySet<string> = new Set(entryTypes);
const coreWords: ReadonlySet<string> = new Set(entryTypes.map(wordOf));

/** Whether types that begin with this word are the core's: no lane may have it for its name. */
export function isCoreWord(word: string): boolean {
  return coreWords.has(word);
}

/**
 * Whether an entry of this type was written by a later version of the core: this one cannot tell what it means for the run.
 * What a lane wrote is never that, also when the lane is not here any more.
 */
export function isOfLaterVersion(type: string): boolean {
  return !knownTypes.has(type) && coreWords.has(wordOf(type));
}

function wordOf(type: string): string {
  return type.slice(0, type.indexOf("."));
}

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

/** A stored entry whose payload retention removed: the hash of it stands in its place. */
export interface BareEntry extends Omit<StoredEntry, "payload"> {
  readonly payload: null;
  /** Lower-case hex. */
  readonly payloadHash: string;
}

/** An entry as a caller reads it: of a run that has been over for long, its payload may be gone. */
export type ReadEntry = StoredEntry | BareEntry;

export function hasPayload(entry: ReadEntry): entry is StoredEntry {
  return entry.payload !== null;
}

/** One entry of a run's journal, as an operator reads it. */
export interface Entry {
  /** Its place in the run: from 1, without gaps. */
  readonly seq: number;
  readonly type: string;
  readonly at: Date;
  readonly stepKey?: string;
  readonly role?: string;
  /** Absent when retention removed it. */
  readonly payload?: Json;
  /** SHA-256 of a payload that was removed, lower-case hex: whoever kept that can show that it is the one. */
  readonly payloadHash?: string;
  /** SHA-256 over the entry and all before it, lower-case hex. */
  readonly hash: string;
}

/** An entry whose payload is there: what lanes are given. */
export interface EntryWithPayload extends Entry {
  readonly payload: Json;
}

/** The public form of a stored entry. */
export function toEntry(stored: StoredEntry): EntryWithPayload {
  return { ...toPlace(stored), payload: JSON.parse(stored.payload) as Json, hash: stored.hash };
}

/** The same of an entry that may have no payload any more. */
export function toReadEntry(stored: ReadEntry): Entry {
  return hasPayload(stored) ? toEntry(stored) : withoutPayload(stored);
}

/** The same of an entry whose payload is not shown, whether it is gone already or not. */
export function withoutPayload(stored: ReadEntry): Entry {
  const hash = hasPayload(stored) ? payloadHash(stored.payload) : stored.payloadHash;
  return { ...toPlace(stored), payloadHash: hash, hash: stored.hash };
}

function toPlace({ seq, type, at, stepKey, role }: ReadEntry): Omit<Entry, "payload" | "payloadHash" | "hash"> {
  return {
    seq,
    type,
    at: new Date(at),
    ...(stepKey === null ? {} : { stepKey }),
    ...(role === null ? {} : { role }),
  };
}
