import type { ApprovedOutcome } from "../approvals/approval.ts";

/** One try at a step, as its function sees it. */
export interface StepAttempt {
  /** Counts from 1. */
  readonly attempt: number;
  /**
   * The same for every attempt at this step and for no other step. Hand it to the service that the step calls: a step that
   * was cut off midway runs again, and this key is how the service knows that it has done the work.
   */
  readonly idempotencyKey: string;
  /** Aborts when the step is past its time, the run is cancelled, or this process has lost the run. */
  readonly signal: AbortSignal;
}

/** One try at a step that acts on an approval: it also has what was approved, and nothing else is approved. */
export interface ApprovedAttempt<Arguments> extends StepAttempt {
  /** Read from the journal, byte for byte what the person saw. */
  readonly approved: { readonly arguments: Arguments };
}

/**
 * How often a step is tried and how long it rests between.
 *
 * Without one, a `readOnly` step is tried 3 times and any other step once, because only the host knows whether the effect
 * of a step bears repetition. The rests are jittered.
 */
export interface RetryPolicy {
  /** Attempts in all, the first one included; 1 or more. */
  readonly maxAttempts: number;
  /** The rest before the second attempt, in milliseconds. Default: 200. */
  readonly initialDelayMs?: number;
  /** What each rest is multiplied by to make the next. Default: 2. */
  readonly factor?: number;
  /** No rest is longer, in milliseconds. Default: 30,000. */
  readonly maxDelayMs?: number;
}

/** How one step is run. */
export interface StepOptions {
  /** Default: 3 attempts when `readOnly`, else 1. */
  readonly retry?: RetryPolicy;
  /** How long one attempt may take, in milliseconds; past it the attempt fails and its `signal` aborts. Default: no limit. */
  readonly timeoutMs?: number;
  /** Says that the step changes nothing outside, so that trying it again is safe. Default: false. */
  readonly readOnly?: boolean;
}

/** How a step is run that acts on an approval. */
export interface ApprovedStepOptions<Arguments> extends StepOptions {
  /** What `requestApproval` answered, narrowed to `approved`. An approval serves one step, once. */
  readonly approval: ApprovedOutcome<Arguments>;
}
