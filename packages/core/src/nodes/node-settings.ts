/** How a node works; every duration in milliseconds. */
export interface NodeSettings {
  readonly name: string;
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  readonly pollMs: number;
  /** Whether `runWorker` has a watchdog; null: as fits the database. */
  readonly watchdog: boolean | null;
}

/** The format of the entries this code writes and reads. A node takes no run of a later one. */
export const entryFormat = 1;
