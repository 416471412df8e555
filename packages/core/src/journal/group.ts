import type { RunStatus } from "../runs/run.ts";
import type { StoredEntry } from "./entry.ts";
import type { TreeChange } from "./tree-change.ts";

/** The row of a run that is about to begin. Times are milliseconds since 1970. */
export interface NewRun {
  readonly actorId: string;
  readonly sessionId: string | null;
  /** Canonical JSON text. */
  readonly metadata: string;
  readonly rootRole: string;
  readonly kind: string | null;
  /** `waiting`: for `dueAt`. */
  readonly status: "queued" | "running" | "waiting" | "completed";
  readonly owner: string | null;
  readonly epoch: number;
  readonly format: number;
  readonly idempotencyKey: string | null;
  readonly requestHash: string | null;
  readonly place: QueuePlace;
}

/** Where a run stands in line, and from when until when it may. */
export interface QueuePlace {
  readonly queue: string;
  readonly priority: number;
  readonly workload: string;
  readonly concurrencyKey: string | null;
  readonly runAt: number | null;
  readonly deadline: number | null;
}

/** What an entry does to the head of its run. */
export interface HeadChange {
  readonly status: RunStatus;
  /** Canonical JSON text; only while waiting. */
  readonly waitingFor: string | null;
  readonly awaitingApproval: boolean;
  readonly owner: string | null;
  readonly epoch: number;
  /** When a waiting run goes on without being asked. */
  readonly dueAt: number | null;
  /** JSON text: the names of the signals that wake a waiting run. */
  readonly signals: string | null;
}

export interface NewApproval {
  readonly approvalId: string;
  readonly tool: string;
  /** Which of the group's entries asks for it. */
  readonly seq: number;
  /** In ms since 1970; null: it waits for ever. */
  readonly expiresAt: number | null;
}

/**
 * The entries that one run writes at once, and what goes with them. A group lands whole, after exactly the entry it
 * chains to, or it does not land.
 */
export interface Group {
  readonly runId: string;
  readonly tenantId: string;
  /** The hash of the entry before the first. */
  readonly previousHash: string;
  readonly entries: readonly StoredEntry[];
  readonly newRun?: NewRun;
  readonly head?: HeadChange;
  readonly approvals?: readonly NewApproval[];
  /** Approvals that nobody decided before the run ended. */
  readonly withdrawn?: readonly string[];
  /** What it does to other runs. */
  readonly tree?: TreeChange;
}

/** `displaced`: another entry stands at its place, or another run under its idempotency key. Nothing was written. */
export type GroupOutcome = "landed" | "displaced";

export function firstOf(group: Group): StoredEntry {
  const first = group.entries[0];
  if (first === undefined) throw new RangeError("A group without entries.");
  return first;
}

export function lastOf(group: Group): StoredEntry {
  return group.entries.at(-1) ?? firstOf(group);
}

/** What a group weighs in the writer's queue. */
export function bytesOf(group: Group): number {
  let sum = 0;
  for (const { payload } of group.entries) sum += payload.length;
  for (const { entry } of group.tree?.starts ?? []) sum += entry.payload.length;
  return sum;
}
