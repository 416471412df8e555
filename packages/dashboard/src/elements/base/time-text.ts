import { texts } from "../texts/texts.ts";
import { preferences } from "./preferences.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago, or in how long: `12 s ago`, `in 3 min`. Clocks differ a little: five seconds ahead are `now`. */
export function relativeTime(at: Date, now: Date): string {
  const distance = now.getTime() - at.getTime();
  if (Math.abs(distance) < 5 * second) return texts.time.now;
  const length = roughLength(Math.abs(distance));
  return distance > 0 ? texts.time.ago(length) : texts.time.ahead(length);
}

/** How long, in its largest unit alone: `12 s`, `3 min`, `26 h`. */
export function roughLength(ms: number): string {
  if (ms < minute) return `${Math.floor(ms / second)} s`;
  if (ms < hour) return `${Math.floor(ms / minute)} min`;
  if (ms < 2 * day) return `${Math.floor(ms / hour)} h`;
  return `${Math.floor(ms / day)} d`;
}

/** How long something took or may take: `340 ms`, `1.24 s`, `3 min 12 s`, `2 h 5 min`, `4 d 3 h`. */
export function lengthOfTime(ms: number): string {
  if (ms < second) return `${Math.round(ms)} ms`;
  if (ms < 10 * second) return `${(ms / second).toFixed(2)} s`;
  if (ms < minute) return `${(ms / second).toFixed(1)} s`;
  if (ms < hour) return pair(ms, minute, "min", second, "s");
  if (ms < 2 * day) return pair(ms, hour, "h", minute, "min");
  return pair(ms, day, "d", hour, "h");
}

function pair(ms: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)} ${largeUnit}${rest === 0 ? "" : ` ${rest} ${smallUnit}`}`;
}

/** Date and time to the millisecond in the zone that was chosen, with the zone: `2026-11-26 09:14:03.120 UTC+1`. */
export function absoluteTime(at: Date): string {
  const utc = preferences.get("zone") === "utc";
  return `${dateIn(at, utc)} ${timeIn(at, utc)}.${String(at.getMilliseconds()).padStart(3, "0")} ${zoneName(at, utc)}`;
}

/** Date and time for a narrow column: without the year while it is this one, without seconds. */
export function shortTime(at: Date, now: Date): string {
  const utc = preferences.get("zone") === "utc";
  const date = dateIn(at, utc);
  const thisYear = date.slice(0, 4) === dateIn(now, utc).slice(0, 4);
  return `${thisYear ? date.slice(5) : date} ${timeIn(at, utc).slice(0, thisYear ? 8 : 5)}`;
}

function dateIn(at: Date, utc: boolean): string {
  const [year, month, date] = utc
    ? [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()]
    : [at.getFullYear(), at.getMonth(), at.getDate()];
  return `${year}-${twoDigits(month + 1)}-${twoDigits(date)}`;
}

function timeIn(at: Date, utc: boolean): string {
  const parts = utc
    ? [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()]
    : [at.getHours(), at.getMinutes(), at.getSeconds()];
  return parts.map(twoDigits).join(":");
}

function zoneName(at: Date, utc: boolean): string {
  const ahead = utc ? 0 : -at.getTimezoneOffset();
  if (ahead === 0) return "UTC";
  const [hours, minutes] = [Math.floor(Math.abs(ahead) / 60), Math.abs(ahead) % 60];
  return `UTC${ahead > 0 ? "+" : "−"}${hours}${minutes === 0 ? "" : `:${twoDigits(minutes)}`}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
