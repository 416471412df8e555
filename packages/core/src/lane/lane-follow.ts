import type { EntryWithPayload } from "../journal/entry.ts";

/** Entries of one run that were committed, in order. */
export interface Followed {
  readonly runId: string;
  readonly tenantId: string;
  /** Of the types that the lane follows; never empty. */
  readonly entries: readonly EntryWithPayload[];
  /** Aborts when the node stops, or has been at it for longer than `timeoutMs`. */
  readonly signal: AbortSignal;
}

/**
 * How a lane follows what is committed.
 *
 * Each entry is given at least once, a run's entries in order, by one node at a time. A lane's own tables follow the
 * journal here, keyed by run and seq, so that a repetition changes nothing. When `take` throws, the same entries come again
 * later, at most five minutes later. A run that began before the lane was added is followed from its first entry as soon as
 * something new of it is.
 */
export interface LaneFollow {
  /** Which entries, such as "run.completed" or the lane's own. Never empty. */
  readonly types: readonly string[];
  readonly take: (followed: Followed) => Promise<void>;
  /** How long one call may take, in milliseconds. Default: 30,000. */
  readonly timeoutMs?: number;
}
