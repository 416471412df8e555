import type { Cadence } from "./cadence.ts";
import type { MissedFires } from "./schedule.ts";

/** A fire that is at most so late is not missed: polls, restarts and a node that died in the middle all fit in. */
export const graceMs = 60_000;
/** How many missed fires are made up for at once, and at all. */
export const mostMissed = 100;

/** A schedule that has come due, as its policy sees it. */
export interface DueSchedule {
  /** The first of its times that no one has dealt with. */
  readonly nextAt: Date;
  readonly missed: MissedFires;
}

/**
 * The times for which runs are to be started, oldest first, out of all from `nextAt` to `moment`.
 *
 * `nextAt` is one of them, also where the rules of its time zone have changed since it was reckoned. It depends on nothing
 * else, so whoever is given the schedule again after a node died finds the same times, and those that have come due since.
 */
export function dueFires(cadence: Cadence, { nextAt, missed }: DueSchedule, moment: Date): readonly Date[] {
  const most = missed === "latest" ? 1 : mostMissed;
  const later = cadence.latest(moment, most).filter((time) => time > nextAt);
  const due = [nextAt, ...later].slice(-most);
  return missed === "skip" ? due.filter((time) => moment.getTime() - time.getTime() <= graceMs) : due;
}
