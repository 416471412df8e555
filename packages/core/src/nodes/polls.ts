import { backOffMs } from "../back-off.ts";
import type { Clock, Timer } from "../clock.ts";
import type { BackgroundWork } from "./background-work.ts";

export interface PollsParts {
  readonly background: BackgroundWork;
  readonly clock: Clock;
  /** How long after a look the next one begins. */
  readonly pollMs: number;
  /** Looks once for all there may be. */
  readonly look: () => Promise<void>;
}

/** How far polls that fail draw apart: many nodes must not fall on a database that has just come back. */
const longestPollMs = 5_000;

/** When a node looks for work: from time to time, at once when it is told that there may be some, one look at a time. */
export class Polls {
  readonly #parts: PollsParts;
  #timer: Timer | undefined;
  #looking: Promise<void> | undefined;
  #isLooking = false;
  #again = false;
  #failed = 0;
  #stopped = false;

  constructor(parts: PollsParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = this.#parts.clock.timer(0, () => this.#onTimer());
  }

  /** Looks now, or again once the look that is under way is done. */
  now(): void {
    this.#again = true;
    if (this.#stopped || this.#isLooking) return;
    this.#timer?.cancel();
    this.#onTimer();
  }

  /** Begins no further look. Resolves when the one that is under way is done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#looking;
  }

  #onTimer(): void {
    const { background, clock, look, pollMs } = this.#parts;
    this.#isLooking = true;
    this.#again = false;
    this.#looking = background.run("looking for work", look).then((done) => {
      this.#isLooking = false;
      this.#failed = done ? 0 : this.#failed + 1;
      if (this.#stopped) return;
      const afterMs = Math.max(done && this.#again ? 0 : pollMs, done ? 0 : backOffMs(this.#failed, longestPollMs));
      this.#timer = clock.timer(afterMs, () => this.#onTimer());
    });
  }
}
