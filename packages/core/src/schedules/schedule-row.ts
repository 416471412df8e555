import type { Json, JsonObject } from "../decode/json.ts";
import { cadenceOf, type Cadence } from "./cadence.ts";
import type { MissedFires, ScheduleRecord } from "./schedule.ts";

/** A row of `scoria.schedules`. */
export interface ScheduleRow {
  readonly schedule_id: string;
  readonly tenant_id: string;
  readonly name: string;
  readonly actor_id: string;
  readonly session_id: string | null;
  readonly identity_metadata: string;
  readonly kind: string;
  readonly root_role: string;
  readonly input: string | null;
  readonly metadata: string;
  readonly cron: string;
  readonly time_zone: string;
  readonly missed: MissedFires;
  readonly version: number;
  readonly next_at: Date | null;
  readonly last_due_at: Date | null;
  readonly last_run_id: string | null;
  readonly last_fired_at: Date | null;
  readonly paused_at: Date | null;
  readonly paused_by: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

const timesShown = 5;

/** Reads an expression once, and asks it once for the same times: among many schedules many are alike. */
export class Cadences {
  readonly #known = new Map<string, Cadence>();
  readonly #following = new Map<string, readonly Date[]>();

  /** @throws INVALID_INPUT - this process does not know the time zone */
  of({ cron, time_zone: timeZone }: Pick<ScheduleRow, "cron" | "time_zone">): Cadence {
    const key = `${timeZone} ${cron}`;
    let cadence = this.#known.get(key);
    if (cadence === undefined) this.#known.set(key, (cadence = cadenceOf(cron, timeZone)));
    return cadence;
  }

  /** The times after the next one that a list shows. @throws INVALID_INPUT - this process does not know the time zone */
  shownAfter(row: Pick<ScheduleRow, "cron" | "time_zone">, next: Date): readonly Date[] {
    const key = `${row.time_zone} ${row.cron} ${next.getTime()}`;
    let times = this.#following.get(key);
    if (times === undefined) this.#following.set(key, (times = this.of(row).following(next, timesShown - 1)));
    return times;
  }
}

/** As the caller sees it. */
export function toSchedule(row: ScheduleRow, cadences: Cadences): ScheduleRecord {
  const { last_due_at: dueAt, last_fired_at: firedAt, last_run_id: runId } = row;
  return {
    tenantId: row.tenant_id,
    name: row.name,
    actorId: row.actor_id,
    sessionId: row.session_id,
    kind: row.kind,
    rootRole: row.root_role,
    ...(row.input === null ? {} : { input: JSON.parse(row.input) as Json }),
    metadata: JSON.parse(row.metadata) as JsonObject,
    cron: row.cron,
    timeZone: row.time_zone,
    missed: row.missed,
    paused: row.paused_at !== null,
    pausedBy: row.paused_by,
    pausedAt: row.paused_at,
    nextTimes: nextTimes(row, cadences),
    lastFire: dueAt === null || firedAt === null || runId === null ? null : { dueAt, firedAt, runId },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function nextTimes(row: ScheduleRow, cadences: Cadences): readonly Date[] {
  if (row.paused_at !== null || row.next_at === null) return [];
  try {
    return [row.next_at, ...cadences.shownAfter(row, row.next_at)];
  } catch {
    // What stands in the database is known whatever zones this process knows.
    return [row.next_at];
  }
}
