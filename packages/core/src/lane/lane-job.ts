/**
 * Work that a lane does from time to time, whoever does it: one node at a time, and again after a failure or a crash, so it
 * must bear repetition. What was missed while no node ran is done once, not once for each interval.
 */
export interface LaneJob {
  /** Unlike any other of the lane. */
  readonly name: string;
  /** How long after the last begin it is due again, in milliseconds; at least 1,000. */
  readonly everyMs: number;
  /** How long it may take, in milliseconds; then `signal` aborts and another node may begin. Default: 60,000. */
  readonly timeoutMs?: number;
  readonly run: (job: { readonly signal: AbortSignal }) => Promise<void>;
}
