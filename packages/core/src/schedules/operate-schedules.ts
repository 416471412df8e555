import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { invalidInput } from "../errors/core-errors.ts";
import type { ScoriaError } from "../errors/scoria-error.ts";
import { readWho } from "../identity/operator-scope.ts";
import type { ScheduleRecord } from "./schedule.ts";
import { Cadences, toSchedule, type ScheduleRow } from "./schedule-row.ts";
import { readScheduleName } from "./set-schedule.ts";

/** How often a resumption is reckoned anew because somebody set the schedule in between. */
const mostTries = 5;

/** Stops the schedules of a name from firing. @throws INVALID_INPUT */
export async function pauseSchedule(core: Core, who: unknown, givenName: unknown): Promise<readonly ScheduleRecord[]> {
  const { actorId, tenants } = readWho(who);
  const name = readScheduleName(givenName);
  const { rows } = await askDatabase(core, "pausing a schedule", () =>
    core.database.control.query<ScheduleRow>({
      text: "select * from scoria.pause_schedules($1::text[], $2, $3)",
      values: [tenants, name, actorId],
    }),
  );
  if (rows.length === 0) throw noSuchSchedule();
  core.logger.info("A schedule was paused.", { by: actorId, schedule: name });
  return shown(rows);
}

/** Lets the schedules of a name fire again, from now on. @throws INVALID_INPUT */
export async function resumeSchedule(core: Core, who: unknown, givenName: unknown): Promise<readonly ScheduleRecord[]> {
  const { actorId, tenants } = readWho(who);
  const name = readScheduleName(givenName);
  for (let tries = 1; ; tries += 1) {
    const found = await findSchedules(core, tenants, name);
    if (found.length === 0) throw noSuchSchedule();
    const resumed = await resumeFound(core, tenants, found);
    if (resumed.length < found.length && tries < mostTries) continue;
    core.logger.info("A schedule was resumed.", { by: actorId, schedule: name });
    return shown(resumed);
  }
}

/** Removes the schedules of a name; answers how many. @throws INVALID_INPUT */
export async function removeSchedule(core: Core, who: unknown, givenName: unknown): Promise<number> {
  const { actorId, tenants } = readWho(who);
  const name = readScheduleName(givenName);
  const { rows } = await askDatabase(core, "removing a schedule", () =>
    core.database.control.query<{ removed: number }>({
      text: "select scoria.remove_schedules($1::text[], $2) as removed",
      values: [tenants, name],
    }),
  );
  const removed = rows[0]?.removed ?? 0;
  if (removed > 0) core.logger.info("A schedule was removed.", { by: actorId, schedule: name });
  return removed;
}

type FoundSchedule = ScheduleRow & { readonly moment: Date };

async function findSchedules(core: Core, tenants: readonly string[], name: string): Promise<readonly FoundSchedule[]> {
  const { rows } = await askDatabase(core, "reading a schedule", () =>
    core.database.control.query<FoundSchedule>({
      text: "select (f.schedule).*, f.moment from scoria.find_schedules($1::text[], $2) f",
      values: [tenants, name],
    }),
  );
  return rows;
}

/** Answers those that are not paused any more: one that was set meanwhile has another next time, and is reckoned again. */
async function resumeFound(
  core: Core,
  tenants: readonly string[],
  found: readonly FoundSchedule[],
): Promise<readonly ScheduleRow[]> {
  const cadences = new Cadences();
  const nextTimes = found.map((row) => cadences.of(row).next(row.moment)?.toISOString() ?? null);
  const { rows } = await askDatabase(core, "resuming a schedule", () =>
    core.database.control.query<ScheduleRow>({
      text: "select * from scoria.resume_schedules($1::text[], $2::uuid[], $3::integer[], $4::timestamptz[])",
      values: [tenants, found.map((row) => row.schedule_id), found.map((row) => row.version), nextTimes],
    }),
  );
  return rows;
}

function shown(rows: readonly ScheduleRow[]): readonly ScheduleRecord[] {
  const cadences = new Cadences();
  return rows.map((row) => toSchedule(row, cadences));
}

/** The schedule of another tenant and one that never was get these same words. */
function noSuchSchedule(): ScoriaError<"INVALID_INPUT"> {
  return invalidInput("name", "is of no schedule that the caller may see. Take a name from schedules.list");
}
