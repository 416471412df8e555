/** How a node works; every duration in milliseconds. */
export interface NodeSettings {
  readonly name: string;
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  readonly pollMs: number;
}

/** The format of the entries this code writes and reads. A node takes no run of a later one. */
export const entryFormat = 1;
