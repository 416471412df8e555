import type { Clock } from "./clock.ts";

/** Wakes one who waits for something to happen or for time to pass. A ring that comes before the wait ends it at once. */
export class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  /** Whether it was rung since it was made, or since the last `reset`. */
  get rung(): boolean {
    return this.#rung;
  }

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  reset(): void {
    this.#rung = false;
  }

  /** Resolves when it rings, and at the latest after `ms`. */
  wait(clock: Clock, ms: number): Promise<void> {
    if (this.#rung) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        timer.cancel();
        this.#wake = undefined;
        resolve();
      };
      const timer = clock.timer(ms, done);
      this.#wake = done;
    });
  }
}
