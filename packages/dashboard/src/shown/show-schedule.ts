import type { ScheduleRecord } from "@scoria/core";
import type { ScheduleView } from "../wire/schedule.ts";
import { ShownTogether, type ShownValues } from "./shown-values.ts";

export function showSchedule(schedule: ScheduleRecord, values: ShownValues): ScheduleView {
  const { tenantId, name, actorId, sessionId, kind, rootRole, input, cron, timeZone, missed, paused, lastFire } =
    schedule;
  const together = new ShownTogether(values, { tenantId, runId: null });
  const view = {
    tenantId,
    name,
    actorId,
    sessionId,
    kind,
    rootRole,
    ...(input === undefined ? {} : { input: together.value("schedule.input", input) }),
    metadata: together.object("schedule.metadata", schedule.metadata),
    cron,
    timeZone,
    missed,
    paused,
    pausedBy: schedule.pausedBy,
    pausedAt: schedule.pausedAt?.toISOString() ?? null,
    nextTimes: schedule.nextTimes.map((time) => time.toISOString()),
    lastFire:
      lastFire === null
        ? null
        : { dueAt: lastFire.dueAt.toISOString(), firedAt: lastFire.firedAt.toISOString(), runId: lastFire.runId },
    createdAt: schedule.createdAt.toISOString(),
    updatedAt: schedule.updatedAt.toISOString(),
  };
  return { ...view, redacted: together.redacted };
}
