import type { OperatorScope, ScheduleRecord } from "@scoria/core";
import { invalidInput } from "../errors.ts";
import { showSchedule } from "../shown/show-schedule.ts";
import type { ScheduleView } from "../wire/schedule.ts";
import type { Answers, Call } from "./call.ts";
import { requireOwnTenant } from "./start-routes.ts";

type ScheduleRoutes = "listSchedules" | "pauseSchedule" | "resumeSchedule" | "removeSchedule";

export const scheduleRoutes: Answers<ScheduleRoutes> = {
  async listSchedules({ scoria, operator, query, values }) {
    const { schedules, nextCursor } = await scoria.schedules.list(operator, query);
    return { schedules: schedules.map((schedule) => showSchedule(schedule, values)), nextCursor };
  },

  pauseSchedule: async (call) => only(await call.scoria.schedules.pause(inTenant(call), call.body.name), call),

  resumeSchedule: async (call) => only(await call.scoria.schedules.resume(inTenant(call), call.body.name), call),

  removeSchedule: async (call) => ({ removed: await call.scoria.schedules.remove(inTenant(call), call.body.name) }),
};

/** The operator in one tenant: a schedule of the same name in another is another schedule. @throws PERMISSION_MISSING */
function inTenant(call: Call<"pauseSchedule">): OperatorScope {
  const { tenantId } = call.body;
  requireOwnTenant(call, tenantId);
  return call.scoria.operator({ actorId: call.operator.actorId, tenants: [tenantId] });
}

function only([schedule]: readonly ScheduleRecord[], { values }: Pick<Call, "values">): ScheduleView {
  if (schedule === undefined) throw invalidInput("name", "names no schedule of this tenant");
  return showSchedule(schedule, values);
}
