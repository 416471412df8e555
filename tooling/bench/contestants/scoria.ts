import { createScoria, migrate } from "@scoria/core";
import { stepResult, stepsOfRun, type Contestant } from "./contestant.ts";

const identity = { actorId: "bench", tenantId: "acme", sessionId: "bench" };

export const contestant: Contestant = {
  name: "scoria",
  packages: ["@scoria/core"],
  async runs({ databaseUrl }) {
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
    const who = scoria.identity(identity);
    return {
      async run() {
        const { runId } = await scoria.startRun(who, { rootRole: "executor", initialStep: { kind: "work" } });
        await scoria.waitForRun(who, runId, { until: "settled", timeoutMs: 60_000 });
      },
      [Symbol.asyncDispose]: () => scoria.close(),
    };
  },
};
