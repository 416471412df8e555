/**
 * Numbers the turns of the event loop as far as promises can see: two calls have the same turn when nothing but
 * microtasks lies between them, so that their order is the same each time the handler runs.
 */
export class Turns {
  #turn = 0;
  #open = false;

  current(): number {
    if (!this.#open) {
      this.#open = true;
      // A tick that is asked for from a microtask runs when no microtask is left: that is the end of the turn.
      queueMicrotask(() =>
        process.nextTick(() => {
          this.#turn += 1;
          this.#open = false;
        }),
      );
    }
    return this.#turn;
  }
}
