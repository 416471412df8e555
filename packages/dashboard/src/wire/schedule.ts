import type { Json, JsonObject } from "@scoria/core";
import { z } from "zod";
import { components } from "./components.ts";
import { id, json, jsonObject, moment } from "./values.ts";

/** A schedule as it stands. */
export interface ScheduleView {
  readonly tenantId: string;
  /** Its name within the tenant. */
  readonly name: string;
  readonly actorId: string;
  readonly sessionId: string | null;
  readonly kind: string;
  readonly rootRole: string;
  readonly input?: Json;
  readonly metadata: JsonObject;
  readonly cron: string;
  readonly timeZone: string;
  readonly missed: "skip" | "latest" | "all";
  readonly paused: boolean;
  readonly pausedBy: string | null;
  readonly pausedAt: string | null;
  readonly nextTimes: readonly string[];
  readonly lastFire: { readonly dueAt: string; readonly firedAt: string; readonly runId: string } | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Whether anything in it is shown redacted. */
  readonly redacted: boolean;
}

export const scheduleView: z.ZodType<ScheduleView> = z
  .strictObject({
    tenantId: z.string(),
    name: z.string(),
    actorId: z.string(),
    sessionId: z.string().nullable(),
    kind: z.string(),
    rootRole: z.string(),
    input: z.exactOptional(json),
    metadata: jsonObject,
    cron: z.string(),
    timeZone: z.string(),
    missed: z.enum(["skip", "latest", "all"]),
    paused: z.boolean(),
    pausedBy: z.string().nullable(),
    pausedAt: moment.nullable(),
    nextTimes: z.array(moment),
    lastFire: z.strictObject({ dueAt: moment, firedAt: moment, runId: id }).nullable(),
    createdAt: moment,
    updatedAt: moment,
    redacted: z.boolean(),
  })
  .register(components, { id: "Schedule" });

/** One page of schedules, newest first. */
export interface SchedulePageView {
  readonly schedules: readonly ScheduleView[];
  readonly nextCursor: string | null;
}

export const schedulePageView: z.ZodType<SchedulePageView> = z
  .strictObject({
    schedules: z.array(scheduleView),
    nextCursor: z.string().nullable(),
  })
  .register(components, { id: "SchedulePage" });

/** How many schedules were removed. */
export interface RemovedView {
  readonly removed: number;
}

export const removedView: z.ZodType<RemovedView> = z
  .strictObject({ removed: z.number() })
  .register(components, { id: "Removed" });
