/** How long a verb tries before it tells its caller that the database is away. */
const patienceMs = 10_000;

/**
 * What is left of a caller's patience. It begins with the first question to the database, and all of a call share it. It
 * goes by the machine's own clock: no database answers sooner because a test moved time.
 */
export class Patience {
  #until: number | undefined;

  get leftMs(): number {
    const now = performance.now();
    this.#until ??= now + patienceMs;
    return this.#until - now;
  }
}

/**
 * `core` as one call of a verb sees it: however many questions the call asks, its caller waits for the database as long as
 * for one. A verb that waits for something else, and looks again and again, takes a new one for each look.
 */
export function forOneCall<Shared extends { readonly patience: Patience }>(core: Shared): Shared {
  return Object.create(core, { patience: { value: new Patience() } }) as Shared;
}
