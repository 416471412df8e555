/** A timer that can be called off. */
export interface Timer {
  cancel(): void;
}

/** Where the engine gets time from, so that a test can set it. The database decides what is due; this only estimates. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since some moment; never goes back, whatever happens to the wall clock. */
  monotonic(): number;
  /** Calls `fire` once, `afterMs` from now. */
  timer(afterMs: number, fire: () => void): Timer;
}

// Node fires a timer of more than this at once.
const longestTimerMs = 2 ** 31 - 1;

class SystemTimer implements Timer {
  readonly #handle: NodeJS.Timeout;

  constructor(afterMs: number, fire: () => void) {
    this.#handle = setTimeout(fire, Math.max(afterMs, 0));
  }

  cancel(): void {
    clearTimeout(this.#handle);
  }
}

export const systemClock: Clock = Object.freeze({
  now: (): number => Date.now(),
  monotonic: (): number => performance.now(),
  timer(afterMs: number, fire: () => void): Timer {
    if (afterMs <= longestTimerMs) return new SystemTimer(afterMs, fire);
    let handle: NodeJS.Timeout;
    const wait = (leftMs: number): void => {
      const slice = Math.min(Math.max(leftMs, 0), longestTimerMs);
      handle = setTimeout(() => (leftMs > slice ? wait(leftMs - slice) : fire()), slice);
    };
    wait(afterMs);
    return { cancel: () => clearTimeout(handle) };
  },
});

/** Resolves after `ms`, or earlier when `signal` aborts. Never rejects. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      timer.cancel();
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = clock.timer(ms, done);
    signal?.addEventListener("abort", done, { once: true });
  });
}
