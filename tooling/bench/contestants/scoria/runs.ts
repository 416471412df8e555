import { createScoria, migrate } from "@scoria/core";
import { stepResult, stepsOfRun, type RunsWork, type Setting } from "../contestant.ts";
import { starter } from "./starter.ts";

export async function runs({ databaseUrl }: Setting): Promise<RunsWork> {
  await migrate({ database: databaseUrl });
  const scoria = await createScoria({
    database: databaseUrl,
    handlers: {
      async work(ctx) {
        for (let step = 0; step < stepsOfRun; step += 1) await ctx.step(`step-${step}`, () => stepResult(step));
        return null;
      },
    },
  });
  const who = scoria.identity(starter);
  return {
    async run() {
      const { runId } = await scoria.startRun(who, { rootRole: "executor", initialStep: { kind: "work" } });
      await scoria.waitForRun(who, runId, { until: "settled", timeoutMs: 60_000 });
    },
    [Symbol.asyncDispose]: () => scoria.close(),
  };
}
