/**
 * Looks, a macrotask after something happened, whether anything more has. A handler that went through a whole macrotask
 * without a call is waiting for what it has asked for, or for something that only it knows.
 */
export class QuietWatch {
  readonly #look: (quiet: boolean) => void;
  #activity = 0;
  #watching = false;

  /** `look` is called once a macrotask while things happen, and a last time with `true`. */
  constructor(look: (quiet: boolean) => void) {
    this.#look = look;
  }

  /** Something happened. */
  touch(): void {
    this.#activity += 1;
    if (!this.#watching) this.#watch();
  }

  #watch(): void {
    const seen = this.#activity;
    this.#watching = true;
    setImmediate(() => {
      this.#watching = false;
      const quiet = this.#activity === seen;
      if (!quiet) this.#watch();
      this.#look(quiet);
    });
  }
}
