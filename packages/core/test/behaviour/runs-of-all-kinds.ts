import type { Handler } from "../../src/handlers/handler.ts";
import { identity, type Identity } from "../../src/identity/identity.ts";
import type { RunSummary } from "../../src/runs/run.ts";
import type { TestScoria } from "../../src/testing/create-test-scoria.ts";

const inAYear = (): Date => new Date(Date.now() + 365 * 86_400_000);

/** By what becomes of their runs. */
export const handlersOfAllKinds: Readonly<Record<string, Handler>> = {
  ends: async () => "done",
  fails: async () => Promise.reject(new Error("no")),
  halts: async (ctx) => {
    for (;;) await ctx.step("again", () => 1);
  },
  asks: async (ctx) => ctx.requestApproval({ tool: "refund", arguments: {} }),
  sleeps: async (ctx) => ctx.sleep(86_400_000),
  listens: async (ctx) => ctx.waitForSignal("go"),
  hasChild: async (ctx) => ctx.waitForRuns([await ctx.startChild("listens")]),
  goesOn: async (ctx) => ctx.step("forever", () => new Promise<never>(() => {})),
};

/** Two people of a tenant, of whom the first has a session. */
export function peopleOf(tenantId: string): readonly [Identity, Identity] {
  return [identity({ actorId: "ana", tenantId, sessionId: "chat-1" }), identity({ actorId: "bo", tenantId })];
}

/**
 * Starts a run of each status, and one for each thing that a run waits for, and answers the tenant's runs once all stand still,
 * newest first. What is queued stands in a queue that is paused; what waits for an operator was taken out of one.
 */
export async function startAllKinds(scoria: TestScoria, tenantId: string): Promise<readonly RunSummary[]> {
  const [ana, bo] = peopleOf(tenantId);
  const operator = scoria.operator({ actorId: "on-call", tenants: [tenantId] });
  const start = async (who: Identity, kind: string, more: object = {}): Promise<string> =>
    (await scoria.startRun(who, { initialStep: { kind }, ...more })).runId;
  const stands = (runId: string): Promise<RunSummary> => scoria.waitForRun(ana, runId, { until: "waiting" });

  for (const queue of ["paused", "set-aside"]) await scoria.queues.pause(operator, queue);
  await start(ana, "ends", { queue: "paused" });
  await start(bo, "asks", { queue: "paused" });
  await start(bo, "ends", { queue: "set-aside" });
  await scoria.queues.drain(operator, "set-aside");
  await start(bo, "asks", { runAt: inAYear() });
  for (const who of [ana, bo]) {
    await stands(await start(who, "ends"));
    await stands(await start(who, "fails"));
    await stands(await start(who, "halts", { rails: { maxSteps: 1 } }));
    await stands(await start(who, "asks"));
    await stands(await start(who, "listens"));
  }
  await stands(await start(ana, "sleeps"));
  const parent = await start(bo, "hasChild");
  await stands(parent);
  const { children } = await scoria.getRunDetail(bo, parent);
  for (const { runId } of children) await stands(runId);
  const called = await start(bo, "listens");
  await stands(called);
  await scoria.cancelRun(bo, called);
  await start(ana, "goesOn");
  return (await scoria.listRuns(bo, { limit: 200 })).runs;
}
