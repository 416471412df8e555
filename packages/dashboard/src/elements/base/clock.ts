type Tick = (now: Date) => void;

/** One clock for all that shows how long ago something was: it ticks each second, and not in a page that nobody sees. */
class Clock {
  readonly #ticks = new Set<Tick>();
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Calls `tick` each second until what is returned is called. */
  subscribe(tick: Tick): () => void {
    this.#ticks.add(tick);
    if (this.#ticks.size === 1) {
      document.addEventListener("visibilitychange", this.#onVisibility);
      this.#start();
    }
    return () => {
      this.#ticks.delete(tick);
      if (this.#ticks.size > 0) return;
      document.removeEventListener("visibilitychange", this.#onVisibility);
      this.#stop();
    };
  }

  readonly #onVisibility = (): void => {
    this.#stop();
    if (document.hidden) return;
    this.#tell();
    this.#start();
  };

  readonly #tell = (): void => {
    const now = new Date();
    for (const tick of this.#ticks) tick(now);
  };

  #start(): void {
    if (!document.hidden) this.#timer = setInterval(this.#tell, 1_000);
  }

  #stop(): void {
    clearInterval(this.#timer);
  }
}

export const clock: Clock = new Clock();
