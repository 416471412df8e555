import type { RunSummary, WaitingKind } from "../runs/run.ts";

/** How the runs and approvals of an operator's tenants stand. */
export interface Overview {
  /** When it was read, by the database's clock. Its parts are read at about that time, not at one moment. */
  readonly at: Date;
  readonly approvals: OverviewOfApprovals;
  readonly runs: OverviewOfRuns;
  /** What the waiting runs wait for. */
  readonly waitingFor: Readonly<Record<WaitingKind, number>>;
  readonly series: OverviewSeries;
  /** At most 20, the worst first: by reason in the order of `AttentionReason`, the longest since first. */
  readonly attention: readonly RunForAttention[];
  /** How many of the runs that were created in the last 24 hours were looked at: the newest, at most `countLimit`. */
  readonly countedRuns: number;
  readonly countLimit: 100_000;
}

export interface OverviewOfApprovals {
  /** Counted up to `countLimit`. */
  readonly pending: number;
  readonly pendingIsMore: boolean;
  readonly oldestPendingAt: Date | null;
  /** Of the pending ones that were counted. */
  readonly expiringWithinHour: number;
}

export interface OverviewOfRuns {
  /** These three as they stand now, however old they are; each counted up to `countLimit`. */
  readonly queued: number;
  readonly running: number;
  readonly waiting: number;
  /** These four of the runs that were created in the last 24 hours. */
  readonly failed24h: number;
  readonly halted24h: number;
  readonly cancelled24h: number;
  readonly completed24h: number;
  /** Whether a count stopped at `countLimit`, so that there are more than it says. */
  readonly isMore: boolean;
}

/** What became of the runs of each half hour, by when they were created. */
export interface OverviewSeries {
  readonly bucketMs: 1_800_000;
  /** 48, the oldest first. The last one is the half hour that goes on. */
  readonly buckets: readonly OverviewBucket[];
}

export interface OverviewBucket {
  /** When it begins: a full or a half hour, in UTC. */
  readonly at: Date;
  /** Runs that were created in it. Those of them that are in no other count have not ended. */
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
  readonly halted: number;
  readonly cancelled: number;
}

/**
 * Why a run asks for an operator's eye, the worst first:
 * - `operator`: it waits for an operator.
 * - `quiet`: it is running, and its last entry is over 10 minutes old.
 * - `deadline`: it is queued or waiting, and its deadline is less than 10 minutes away.
 * - `aged`: it has been queued for over 5 minutes, or has waited for an approval for over 24 hours.
 */
export type AttentionReason = "operator" | "quiet" | "deadline" | "aged";

export interface RunForAttention {
  readonly reason: AttentionReason;
  readonly run: RunSummary;
  /** Since when it waits, is queued, or is quiet; of a deadline, when that is. */
  readonly since: Date;
}
