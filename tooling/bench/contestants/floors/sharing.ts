/** So few that writes meet in one commit, and more than one so that the next is under way while the last is synced. */
const mostAtOnce = 2;

/**
 * Lets what waits at the same moment share one flush. What comes alone goes at once; what comes while enough flushes are
 * under way goes together when one of them has ended.
 */
export class Sharing<Write> {
  readonly #flush: (writes: readonly Write[]) => Promise<unknown>;
  #waiting: { readonly write: Write; readonly done: PromiseWithResolvers<void> }[] = [];
  #underWay = 0;
  #isDue = false;

  constructor(flush: (writes: readonly Write[]) => Promise<unknown>) {
    this.#flush = flush;
  }

  write(write: Write): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.#waiting.push({ write, done });
    this.#flushSoon();
    return done.promise;
  }

  /** After all that this turn of the event loop has to do: the runs of one flush go on together, and write together again. */
  #flushSoon(): void {
    if (this.#isDue || this.#underWay >= mostAtOnce || this.#waiting.length === 0) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      void this.#flushNow();
    });
  }

  async #flushNow(): Promise<void> {
    const together = this.#waiting;
    this.#waiting = [];
    this.#underWay += 1;
    try {
      await this.#flush(together.map(({ write }) => write));
      for (const { done } of together) done.resolve();
    } catch (error) {
      for (const { done } of together) done.reject(error);
    } finally {
      this.#underWay -= 1;
      this.#flushSoon();
    }
  }
}
