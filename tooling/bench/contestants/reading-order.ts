/** What of a store is read next, of how many runs and sessions so ever. */
export class ReadingOrder {
  readonly #ids: readonly string[];
  readonly #sessions: number;
  #reads = 0;
  #lists = 0;

  /** `ids`: of the runs that are to be read, in no order. */
  constructor(ids: readonly string[], sessions: number) {
    this.#ids = ids;
    this.#sessions = sessions;
  }

  nextRun(): string {
    const id = this.#ids[this.#reads % this.#ids.length];
    this.#reads += 1;
    if (id === undefined) throw new RangeError("A store without runs.");
    return id;
  }

  /** By a step that has no divisor in common with their number, so that neighbours are not read in turn. */
  nextSession(): number {
    const session = (this.#lists * 7_919) % this.#sessions;
    this.#lists += 1;
    return session;
  }
}
