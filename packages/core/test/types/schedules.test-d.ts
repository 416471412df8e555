import { z } from "zod";
import type { Identity } from "../../src/identity/identity.ts";
import type { OperatorScope } from "../../src/identity/operator-scope.ts";
import type { ScheduledFor, ScheduleRecord } from "../../src/schedules/schedule.ts";
import type { CreateScoria } from "../../src/scoria.ts";
import { check, type Equal } from "./equal.ts";

declare const createScoria: CreateScoria;
declare const ana: Identity;
declare const onCall: OperatorScope;

const scoria = await createScoria({
  handlers: {
    note: (ctx) => {
      check<Equal<typeof ctx.schedule, ScheduledFor | null>>();
      return ctx.runId;
    },
    refund: { input: z.object({ orderId: z.string() }), run: (ctx) => ctx.input.orderId },
  },
});
const cron = "30 2 * * *";

// Each kind takes its own input.
const set = await scoria.schedules.set(ana, "s", { kind: "refund", cron, input: { orderId: "1" } });
check<Equal<typeof set, ScheduleRecord>>();
await scoria.schedules.set(ana, "s", { kind: "note", cron, timeZone: "Europe/Berlin", missed: "all", sessionId: null });
// @ts-expect-error -- wrong input
await scoria.schedules.set(ana, "s", { kind: "refund", cron, input: { orderId: 1 } });
// @ts-expect-error -- missing input
await scoria.schedules.set(ana, "s", { kind: "refund", cron });
// @ts-expect-error -- unknown kind
await scoria.schedules.set(ana, "s", { kind: "refunds", cron, input: { orderId: "1" } });
// @ts-expect-error -- no expression
await scoria.schedules.set(ana, "s", { kind: "note" });
// @ts-expect-error -- unknown key
await scoria.schedules.set(ana, "s", { kind: "note", cron, timezone: "UTC" });
// @ts-expect-error -- unknown policy
await scoria.schedules.set(ana, "s", { kind: "note", cron, missed: "some" });
// @ts-expect-error -- a run needs an actor
await scoria.schedules.set(onCall, "s", { kind: "note", cron });

// An operator may do the rest.
await scoria.schedules.list(onCall, { limit: 1, cursor: null });
await scoria.schedules.pause(onCall, "s");
await scoria.schedules.resume(onCall, "s");
check<Equal<Awaited<ReturnType<typeof scoria.schedules.remove>>, number>>();
