import { createScoria, type ScoriaCore } from "@scoria/core";
import { stepResult, stepsOfRun, type Setting } from "../contestant.ts";

/** Runs of `stepsOfRun` steps, on a database that is migrated. */
export function openWork({ databaseUrl }: Setting): Promise<ScoriaCore> {
  return createScoria({
    database: databaseUrl,
    migrate: "auto",
    handlers: {
      async work(ctx) {
        for (let step = 0; step < stepsOfRun; step += 1) await ctx.step(`step-${step}`, () => stepResult(step));
        return null;
      },
    },
  });
}
