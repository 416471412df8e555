import type { StepAttempt } from "../steps/step-options.ts";
import type { AttemptSignal } from "./attempt-signal.ts";
import { idempotencyKeyOf } from "./step-keys.ts";

/**
 * What a step's function is given. Its key and its signal are made when they are asked for, by getters of the class: an
 * object with getters of its own takes longer to make than the rest of a quick step's bookkeeping.
 */
export class GivenAttempt implements StepAttempt {
  readonly attempt: number;
  readonly #runId: string;
  readonly #stepKey: string;
  readonly #signal: AttemptSignal;

  constructor(attempt: number, runId: string, stepKey: string, signal: AttemptSignal) {
    this.attempt = attempt;
    this.#runId = runId;
    this.#stepKey = stepKey;
    this.#signal = signal;
  }

  get idempotencyKey(): string {
    return idempotencyKeyOf(this.#runId, this.#stepKey);
  }

  get signal(): AbortSignal {
    return this.#signal.asSignal();
  }
}

/** What a step is given that acts on an approval: the arguments too, as the journal has them. */
export class GivenApprovedAttempt extends GivenAttempt {
  readonly approved: { readonly arguments: unknown };

  constructor(attempt: number, runId: string, stepKey: string, signal: AttemptSignal, approved: unknown) {
    super(attempt, runId, stepKey, signal);
    this.approved = { arguments: approved };
  }
}
