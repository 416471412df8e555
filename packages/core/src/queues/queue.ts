import type { OperatorScope } from "../identity/operator-scope.ts";

/** What limits a queue, and how its places are shared out. What is `null` or empty does not limit it. */
export interface QueueLimits {
  /** How many runs may be queued in it, of all tenants together. */
  readonly maxSize: number | null;
  /** How many of its runs may be running at once. */
  readonly concurrency: number | null;
  /** How many of one tenant's runs in it. */
  readonly tenantConcurrency: number | null;
  /** How many runs in it that were started with the same `concurrencyKey`. */
  readonly keyConcurrency: number | null;
  /** By `workload`: how much of a tenant's part it gets, beside others with the weight 1. */
  readonly workloadWeights: Readonly<Record<string, number>>;
  /** By tenant: how much of the queue's places it gets, beside others with the weight 1. */
  readonly tenantWeights: Readonly<Record<string, number>>;
}

/** What is to change; what is left out stays, `null` takes a limit away, a record of weights replaces the one before. */
export type QueueChanges = { readonly [Limit in keyof QueueLimits]?: QueueLimits[Limit] };

/** Why a queue is paused, cleared or drained. */
export interface QueueReason {
  /** Kept with the queue, or in the evidence of its runs; up to 2,000 characters. Default: none. */
  readonly reason?: string;
}

/** What came to a queue and left it, as nodes counted it; about a second late. */
export interface QueueFlow {
  /** Starts that were accepted, those included that began at once. */
  readonly added: number;
  /** Starts that were refused with `QUEUE_FULL`. */
  readonly refused: number;
  /** Runs that a node took. */
  readonly taken: number;
}

/** A queue, as far as the tenants of an operator scope go. */
export interface QueueStats {
  readonly queue: string;
  /** How many runs are queued, those aside included. */
  readonly depth: number;
  /** How many of them stand aside because their key is at its limit. */
  readonly aside: number;
  /** How many of its runs are running. */
  readonly running: number;
  /** Since when the run has been queued that has been so for longest; `null` when none is. */
  readonly oldestSince: Date | null;
  /** Who paused it, when and why; `null` when it is not paused. */
  readonly paused: { readonly since: Date; readonly by: string; readonly reason: string | null } | null;
  readonly limits: QueueLimits;
  readonly lastFiveMinutes: QueueFlow;
  readonly lastHour: QueueFlow;
}

/**
 * What operators see of queues, and do to them. A queue is all tenants' together, so each verb takes an operator scope and no
 * identity; what `stats`, `clear` and `drain` see and touch are the runs of the scope's own tenants.
 */
export interface ScoriaQueues {
  /**
   * Lists the queues that hold something, are limited or paused, or held something within the hour. It counts what is
   * queued: some tenths of a second where that is a million.
   *
   * @throws INVALID_IDENTITY - not made by `operator`
   *
   * @example
   * ```ts
   * const onCall = scoria.operator({ actorId: "on-call", tenants: ["acme"] });
   * for (const { queue, depth, oldestSince } of await scoria.queues.stats(onCall)) console.log(queue, depth, oldestSince);
   * ```
   */
  stats(operator: OperatorScope): Promise<readonly QueueStats[]>;

  /**
   * Changes the limits and weights of a queue, at once and for all processes. What is running already goes on, and what is
   * queued stays, also over the new limits.
   *
   * Answers the limits that hold now.
   *
   * @throws INVALID_IDENTITY - not made by `operator`
   * @throws INVALID_INPUT - a limit is no integer from 1 to 1,000,000, or a weight is not from 0.001 to 1,000
   * @throws UNKNOWN_OPTION
   *
   * @example
   * ```ts
   * const onCall = scoria.operator({ actorId: "on-call", tenants: ["acme"] });
   * await scoria.queues.configure(onCall, "mail", { maxSize: 50_000, concurrency: 20, keyConcurrency: 1 });
   * ```
   */
  configure(operator: OperatorScope, queue: string, changes: QueueChanges): Promise<QueueLimits>;

  /**
   * Stops nodes from taking runs of this queue: once it resolves none is taken until `resume`. What is running goes on, and
   * starts are queued. Pausing twice is the same as once, with the newer reason.
   *
   * @throws INVALID_IDENTITY - not made by `operator`
   * @throws INVALID_INPUT - the name or the reason is blank or too long
   *
   * @example
   * ```ts
   * const onCall = scoria.operator({ actorId: "on-call", tenants: ["acme"] });
   * await scoria.queues.pause(onCall, "mail", { reason: "the mail server is down" });
   * ```
   */
  pause(operator: OperatorScope, queue: string, options?: QueueReason): Promise<void>;

  /**
   * Lets nodes take runs of this queue again. Where it is not paused nothing happens.
   *
   * @throws INVALID_IDENTITY - not made by `operator`
   * @throws INVALID_INPUT - the name is blank or too long
   *
   * @example
   * ```ts
   * const onCall = scoria.operator({ actorId: "on-call", tenants: ["acme"] });
   * await scoria.queues.resume(onCall, "mail");
   * ```
   */
  resume(operator: OperatorScope, queue: string): Promise<void>;

  /**
   * Cancels what is queued in this queue of the scope's tenants when it is called; the evidence of each run says who did it and
   * why. What a node takes meanwhile goes on. Answers the ids of the runs that were cancelled.
   *
   * @throws INVALID_IDENTITY - not made by `operator`
   * @throws INVALID_INPUT - the name or the reason is blank or too long
   *
   * @example
   * ```ts
   * const onCall = scoria.operator({ actorId: "on-call", tenants: ["acme"] });
   * const cancelled = await scoria.queues.clear(onCall, "mail", { reason: "sent by hand" });
   * ```
   */
  clear(operator: OperatorScope, queue: string, options?: QueueReason): Promise<readonly string[]>;

  /**
   * Takes out of this queue what is queued in it of the scope's tenants when it is called, and loses nothing: each run is
   * `waiting` for an operator (`QUEUE_DRAINED`) with who did it and why, and `resumeRun` puts it back. What a node takes
   * meanwhile goes on.
   *
   * Answers the ids in the order in which the runs would have been taken: by priority; within one the tenants and workloads in
   * turn; the oldest first.
   *
   * @throws INVALID_IDENTITY - not made by `operator`
   * @throws INVALID_INPUT - the name or the reason is blank or too long
   *
   * @example
   * ```ts
   * const onCall = scoria.operator({ actorId: "on-call", tenants: ["acme"] });
   * const runIds = await scoria.queues.drain(onCall, "mail", { reason: "moving to the new sender" });
   * ```
   */
  drain(operator: OperatorScope, queue: string, options?: QueueReason): Promise<readonly string[]>;
}
