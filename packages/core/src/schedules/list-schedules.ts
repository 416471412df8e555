import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { Conditions } from "../database/conditions.ts";
import { readPage } from "../decode/page.ts";
import { readWho } from "../identity/operator-scope.ts";
import type { SchedulePage } from "./schedule.ts";
import { Cadences, toSchedule, type ScheduleRow } from "./schedule-row.ts";

/** The schedules that the caller may see, newest first, a page at a time. @throws INVALID_INPUT, UNKNOWN_OPTION */
export async function listSchedules(core: Core, who: unknown, query: unknown): Promise<SchedulePage> {
  const { tenants } = readWho(who);
  const page = readPage(core.cursors, query, { filters: {}, where: "schedules.list", tenants });
  const statement = new Conditions("scoria_list_schedules")
    .and((tenantIds) => `s.tenant_id = any (${tenantIds}::text[])`, tenants)
    .andIf((value) => `s.schedule_id < ${value}::uuid`, page.after)
    .statement("select s.* from scoria.schedules s", "s.schedule_id desc", page.limit + 1);
  const { rows } = await askDatabase(core, "listing schedules", () =>
    core.readAs(tenants).query<ScheduleRow>(statement),
  );
  const cadences = new Cadences();
  return {
    schedules: rows.slice(0, page.limit).map((row) => toSchedule(row, cadences)),
    nextCursor: page.nextCursor(rows, (row) => row.schedule_id),
  };
}
