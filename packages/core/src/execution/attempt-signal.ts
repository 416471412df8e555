/**
 * The signal that one attempt at a step is given: it aborts with the execution, and when the attempt's time is over. Made
 * when the step asks for it, which most never do.
 */
export class AttemptSignal {
  readonly #execution: AbortSignal;
  #abort: AbortController | undefined;
  #reason: { readonly why: unknown } | undefined;
  #released = false;
  #passOn: (() => void) | undefined;

  constructor(execution: AbortSignal) {
    this.#execution = execution;
  }

  asSignal(): AbortSignal {
    if (this.#abort !== undefined) return this.#abort.signal;
    const abort = new AbortController();
    this.#abort = abort;
    const passOn = (): void => abort.abort(this.#execution.reason);
    if (this.#reason !== undefined) abort.abort(this.#reason.why);
    else if (this.#execution.aborted) passOn();
    else if (!this.#released) {
      this.#passOn = passOn;
      this.#execution.addEventListener("abort", passOn, { once: true });
    }
    return abort.signal;
  }

  abort(why: unknown): void {
    this.#reason = { why };
    this.#abort?.abort(why);
  }

  /** The attempt is over: whoever keeps its signal is told nothing more. */
  release(): void {
    this.#released = true;
    if (this.#passOn !== undefined) this.#execution.removeEventListener("abort", this.#passOn);
  }
}
