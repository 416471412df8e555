import { describe, expect, test } from "vitest";
import { cadenceOf, type Cadence } from "./cadence.ts";

const minute = 60_000;
const hour = 60 * minute;

/** Changes of 2040, of an hour, of half an hour, of two; at midnight; and zones of odd minutes that have none. */
const changes: readonly (readonly [zone: string, near: string])[] = [
  ["Europe/Berlin", "2040-03-25T01:00Z"],
  ["Europe/Berlin", "2040-10-28T01:00Z"],
  ["America/New_York", "2040-03-11T07:00Z"],
  ["America/New_York", "2040-11-04T06:00Z"],
  ["Australia/Lord_Howe", "2040-03-31T15:00Z"],
  ["Australia/Lord_Howe", "2040-10-06T15:30Z"],
  ["Antarctica/Troll", "2040-03-25T01:00Z"],
  ["Antarctica/Troll", "2040-10-28T01:00Z"],
  ["America/Havana", "2040-03-11T05:00Z"],
  ["Asia/Beirut", "2040-03-24T22:00Z"],
  ["Asia/Kathmandu", "2040-03-25T01:00Z"],
  ["UTC", "2040-03-25T01:00Z"],
];
const expressions = ["30 2 * * *", "0 0 * * *", "45 1 * * *", "0,30 2,14 * * mon-fri", "*/15 * * * *", "0 */3 * * *"];

/** All times of two days, one after the other. */
function walk(cadence: Cadence, from: number, to: number): readonly number[] {
  const times: number[] = [];
  for (let at = cadence.next(new Date(from)); at !== null && at.getTime() <= to; at = cadence.next(at)) {
    times.push(at.getTime());
  }
  return times;
}

function wallClock(zone: string): (time: number) => string {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  return (time) => format.format(time);
}

describe("the times of an expression", () => {
  test.each(changes)("in %s around %s are the same forwards, backwards, and from any moment", (zone, near) => {
    const [from, to] = [Date.parse(near) - 24 * hour, Date.parse(near) + 24 * hour];
    for (const expression of expressions) {
      const cadence = cadenceOf(expression, zone);
      const times = walk(cadence, from, to);
      expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
      for (let moment = from; moment < to; moment += 41 * minute + 777) {
        const next = times.find((time) => time > moment);
        if (next !== undefined) expect(cadence.next(new Date(moment))?.getTime()).toBe(next);
        const past = times.filter((time) => time <= moment).slice(-3);
        const latest = cadence.latest(new Date(moment), 3).map((time) => time.getTime());
        expect(latest.slice(3 - past.length)).toEqual(past);
      }
      for (const [at, time] of times.entries()) {
        expect(cadence.latest(new Date(time), 1)).toEqual([new Date(time)]);
        expect(cadence.latest(new Date(time + 999), 1)).toEqual([new Date(time)]);
        const before = times[at - 1];
        if (before !== undefined) expect(cadence.latest(new Date(time - 1), 1)).toEqual([new Date(before)]);
      }
    }
  });

  test.each(changes)("in %s around %s are, with a step, all those that the clock there shows", (zone, near) => {
    const [from, to] = [Date.parse(near) - 24 * hour, Date.parse(near) + 24 * hour];
    const shows = wallClock(zone);
    const quarters = Array.from({ length: (to - from) / minute }, (_, at) => from + (at + 1) * minute).filter((time) =>
      /:(?:00|15|30|45)$/.test(shows(time)),
    );
    expect(walk(cadenceOf("*/15 * * * *", zone), from, to)).toEqual(quarters);
  });

  test.each(changes)(
    "in %s around %s are, without a step, one a day, and late only where there is no such time",
    (zone, near) => {
      const [from, to] = [Date.parse(near) - 72 * hour, Date.parse(near) + 72 * hour];
      const shows = wallClock(zone);
      const dateOf = (time: number): string => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(time);
      for (let at = 0; at < 4 * 60; at += 15) {
        const [hours, minutes] = [Math.floor(at / 60), at % 60];
        const written = `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
        const times = walk(cadenceOf(`${minutes} ${hours} * * *`, zone), from, to);
        const days = times.map((time) => Date.parse(dateOf(time)) / (24 * hour));
        expect(days).toEqual(days.map((_, day) => (days[0] ?? 0) + day));
        expect(times.length).toBeGreaterThanOrEqual(5);
        for (const time of times.filter((one) => shows(one) !== written)) {
          const before = time - minute;
          expect(shows(time) > written && (dateOf(before) < dateOf(time) || shows(before) < written)).toBe(true);
        }
      }
    },
  );
});
