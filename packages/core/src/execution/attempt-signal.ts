/**
 * The signal that one attempt at a step is given: it aborts with the execution, and when the attempt's time is over. Made
 * when the step asks for it, which most never do.
 */
export class AttemptSignal {
  readonly #execution: AbortSignal;
  #abort: AbortController | undefined;
  #reason: { readonly why: unknown } | undefined;
  #released = false;
  readonly #passOn = (): void => this.#abort?.abort(this.#execution.reason);

  constructor(execution: AbortSignal) {
    this.#execution = execution;
  }

  asSignal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#reason !== undefined) this.#abort.abort(this.#reason.why);
      else if (this.#execution.aborted) this.#passOn();
      else if (!this.#released) this.#execution.addEventListener("abort", this.#passOn, { once: true });
    }
    return this.#abort.signal;
  }

  abort(why: unknown): void {
    this.#reason = { why };
    this.#abort?.abort(why);
  }

  /** The attempt is over: whoever keeps its signal is told nothing more. */
  release(): void {
    this.#released = true;
    this.#execution.removeEventListener("abort", this.#passOn);
  }
}
