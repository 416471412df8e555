import type { Clock } from "./clock.ts";

export interface DatabaseClock {
  /** Where the database's clock must stand by now, in whole ms since 1970. */
  readonly databaseNow: () => number;
  /** Takes in what it showed, in ms since 1970, and when it was asked, by the clock that never goes back. */
  readonly correct: (said: number, askedAt: number) => void;
}

/**
 * An estimate of the database's clock: what it said, and how long ago that was by a clock that never goes back. The wall
 * clock of this process may be wrong, and may be set while it works.
 *
 * It showed what it said at some time between asking and hearing. What was known before stands as far as it agrees with
 * that, so an answer that comes late does not set the estimate back by its delay.
 */
export function databaseClock(clock: Pick<Clock, "monotonic">, said: number): DatabaseClock {
  let aheadMs = said - clock.monotonic();
  return {
    databaseNow: () => Math.floor(aheadMs + clock.monotonic()),
    correct: (said, askedAt) => {
      aheadMs = Math.min(Math.max(aheadMs, said - clock.monotonic()), said - askedAt);
    },
  };
}
