import type { Json, JsonObject } from "../decode/json.ts";
import type { Who } from "../identity/operator-scope.ts";
import type { InputField } from "../start-options.ts";

/**
 * What becomes of fires that came due while no process was there to start their runs. `skip`: nothing; only a fire of the
 * last minute is still started. `latest`: the last of them is started. `all`: each of them is, up to the last 100.
 */
export type MissedFires = "skip" | "latest" | "all";

/** When a schedule fires, and what its runs are started with. */
export interface ScheduleFields<Kind> {
  /** What each run does first. */
  readonly kind: Kind;
  /**
   * Five fields, `minute hour day-of-month month day-of-week`, or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`.
   * Lists, ranges, steps and English names as usual; `L`, `#` and `W` for the last, the nth and the nearest working day. When
   * day-of-month and day-of-week are both set, either will do. There are no seconds.
   */
  readonly cron: string;
  /** In which time zone, by its IANA name, such as `Europe/Berlin`. Default: `UTC`, never the machine's. */
  readonly timeZone?: string;
  /** The role that the first step acts in. Default: `executor`. */
  readonly rootRole?: string;
  /** Kept with each run; up to 16 KiB of plain JSON. Default: `{}`. */
  readonly metadata?: JsonObject;
  /** The session of its runs. `null`: none. Default: that of the identity. */
  readonly sessionId?: string | null;
  /** Default: `latest`. */
  readonly missed?: MissedFires;
  /** Default: as it is, so that a boot does not end an operator's pause; a new one is not paused. */
  readonly paused?: boolean;
}

/** What `schedules.set` takes: the schedule, and the input of its kind. */
export type ScheduleOptions<Kind, Input> = ScheduleFields<Kind> & InputField<Input>;

/** A schedule as it stands. */
export interface ScheduleRecord {
  readonly tenantId: string;
  /** Its name within the tenant. */
  readonly name: string;
  /** Whom its runs are started for. */
  readonly actorId: string;
  readonly sessionId: string | null;
  readonly kind: string;
  readonly rootRole: string;
  /** What each run gets, after the handler's schema; absent when there is none. */
  readonly input?: Json;
  readonly metadata: JsonObject;
  readonly cron: string;
  readonly timeZone: string;
  readonly missed: MissedFires;
  readonly paused: boolean;
  /** Who paused it; `null` when it is not paused. */
  readonly pausedBy: string | null;
  readonly pausedAt: Date | null;
  /**
   * The next five times, earliest first; fewer when there are fewer, none while it is paused. The first lies in the past when
   * no process has come to it yet.
   */
  readonly nextTimes: readonly Date[];
  /** The last fire that started a run; `null` before the first. */
  readonly lastFire: {
    /** When it was due. */
    readonly dueAt: Date;
    /** When its run was started. */
    readonly firedAt: Date;
    readonly runId: string;
  } | null;
  readonly createdAt: Date;
  /** When it was last set to something else, paused or resumed. */
  readonly updatedAt: Date;
}

/** One page of schedules, newest first. */
export interface SchedulePage {
  readonly schedules: readonly ScheduleRecord[];
  /** Hand it back for the next page; `null`: there is none. */
  readonly nextCursor: string | null;
}

/** Which page of schedules to read. */
export interface SchedulesQuery {
  /** From 1 to 200. Default: 50. */
  readonly limit?: number;
  /** The `nextCursor` of an earlier page. Default: the first page. */
  readonly cursor?: string | null;
}

/** Which schedule a run was started by, and for when. */
export interface ScheduledFor {
  readonly name: string;
  /** When the fire was due; the run began then or later. */
  readonly dueAt: Date;
}

/** What is done to schedules that are there, by an identity of their tenant or by an operator. `set` stands beside it. */
export interface ScoriaSchedules {
  /**
   * Reads the schedules that the caller may see, newest first, a page at a time.
   *
   * @throws INVALID_INPUT - a limit outside 1 to 200, or a cursor from elsewhere
   *
   * @example
   * ```ts
   * const { schedules } = await scoria.schedules.list(identity);
   * for (const { name, paused, nextTimes, lastFire } of schedules) console.log(name, paused, nextTimes[0], lastFire?.runId);
   * ```
   */
  list(who: Who, query?: SchedulesQuery): Promise<SchedulePage>;

  /**
   * Stops a schedule from firing until it is resumed. A fire that is just being started may still come. Pausing twice is the
   * same as once.
   *
   * @returns the schedules of that name, one for each tenant of an operator scope that has it
   * @throws INVALID_INPUT - no tenant of the caller's has a schedule of that name
   *
   * @example
   * ```ts
   * const onCall = scoria.operator({ actorId: "on-call", tenants: ["acme"] });
   * await scoria.schedules.pause(onCall, "nightly-refunds");
   * ```
   */
  pause(who: Who, name: string): Promise<readonly ScheduleRecord[]>;

  /**
   * Lets a schedule fire again, from now on: what came due in the pause is not made up for, whatever `missed` says. One that
   * is not paused goes on as it was.
   *
   * @returns the schedules of that name, one for each tenant of an operator scope that has it
   * @throws INVALID_INPUT - no tenant of the caller's has a schedule of that name
   *
   * @example
   * ```ts
   * const onCall = scoria.operator({ actorId: "on-call", tenants: ["acme"] });
   * const [resumed] = await scoria.schedules.resume(onCall, "nightly-refunds");
   * console.log(resumed?.nextTimes[0]);
   * ```
   */
  resume(who: Who, name: string): Promise<readonly ScheduleRecord[]>;

  /**
   * Removes a schedule. Runs that it started stay, and go on.
   *
   * @returns how many were removed: 0 when there is none, or more than one for the tenants of an operator scope
   * @throws INVALID_INPUT - the name is blank or too long
   *
   * @example
   * ```ts
   * await scoria.schedules.remove(identity, "nightly-refunds");
   * ```
   */
  remove(who: Who, name: string): Promise<number>;
}
