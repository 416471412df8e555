import { Cron } from "croner";
import { readString } from "../decode/option-values.ts";
import { invalidInput } from "../errors/core-errors.ts";

/** When a schedule fires: its expression in its time zone. Every answer is by the arguments alone, never by this machine's clock. */
export interface Cadence {
  /** The first time after `moment`; null: never again. */
  next(moment: Date): Date | null;
  /** The first `count` times after `moment`. */
  following(moment: Date, count: number): readonly Date[];
  /** The latest `most` times that are not after `moment`, oldest first. */
  latest(moment: Date, most: number): readonly Date[];
}

const longestCron = 200;
const longestZone = 100;
/** Five fields, or one of the usual names. What the parser takes beyond that is refused: a sixth field, `?`, a date. */
const fiveFields = /^[^\s@?:]+(?:[ \t]+[^\s@?:]+){4}$/;
const nickname = /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)$/i;
const howToWriteOne =
  'Write five fields, "minute hour day-of-month month day-of-week" such as "30 2 * * mon-fri", or @hourly, @daily, ' +
  "@weekly, @monthly or @yearly";

/** @throws INVALID_INPUT naming `cron` or `timeZone` */
export function readCadence(
  givenCron: unknown,
  givenZone: unknown,
): { readonly cron: string; readonly timeZone: string } {
  const cron = readString(givenCron, "cron", { maxCharacters: longestCron }).trim();
  const timeZone =
    givenZone === undefined ? "UTC" : readString(givenZone, "timeZone", { maxCharacters: longestZone }).trim();
  if (!isTimeZone(timeZone)) {
    throw invalidInput("timeZone", 'is no time zone that this Node knows. Write an IANA name, such as "Europe/Berlin"');
  }
  if (/^\S+(?:\s+\S+){5,6}$/.test(cron)) {
    throw invalidInput("cron", `has more than five fields, and seconds are finer than a schedule is. ${howToWriteOne}`);
  }
  if (!fiveFields.test(cron) && !nickname.test(cron))
    throw invalidInput("cron", `is no cron expression. ${howToWriteOne}`);
  try {
    cadenceOf(cron, timeZone);
  } catch {
    throw invalidInput("cron", `is no cron expression. ${howToWriteOne}`);
  }
  return { cron, timeZone };
}

/**
 * Of a stored schedule, which this process may not be able to read: another one, with newer tables of time zones, has set it.
 *
 * @throws INVALID_INPUT
 */
export function cadenceOf(cron: string, timeZone: string): Cadence {
  if (!isTimeZone(timeZone)) {
    throw invalidInput("timeZone", "of the schedule is not known to the Node of this process. Give it a newer one");
  }
  // "no-wildcard": a list of hours such as "2,14" is of fixed times too, as cron has always had it.
  const parsed = new Cron(cron, { timezone: timeZone, mode: "5-part", fixedTimeRule: "no-wildcard" });
  return {
    next: (moment) => parsed.nextRun(moment),
    following: (moment, count) => parsed.nextRuns(count, moment),
    // It answers those before the reference: this very second is still ours, and the next is not.
    latest: (moment, most) =>
      parsed.previousRuns(most, new Date((Math.floor(moment.getTime() / 1_000) + 1) * 1_000)).toReversed(),
  };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
