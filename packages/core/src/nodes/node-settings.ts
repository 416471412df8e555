/** How a node works; every duration in milliseconds. */
export interface NodeSettings {
  readonly name: string;
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  readonly pollMs: number;
  /** Whether `runWorker` has a watchdog; null: as fits the database. */
  readonly watchdog: boolean | null;
  /** How long steps that are under way may go on when the node hands over. */
  readonly graceMs: number;
  /** The how many-th node in a row that loses a run is its last one. */
  readonly poisonAfter: number;
  /** Null: the name is never kept out by itself. */
  readonly quarantine: QuarantinePolicy | null;
}

/** When a name is kept out by itself: after so many downs within so long, for so long. */
export interface QuarantinePolicy {
  readonly downs: number;
  readonly windowMs: number;
  readonly forMs: number;
}

/**
 * The format of the entries this code writes and reads. A node takes no run of a later one. It is raised with each new type
 * of entry, and with each change to what one means; whoever writes such an entry into an older run raises the run's.
 */
export const entryFormat = 1;
