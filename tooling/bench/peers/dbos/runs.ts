import { DBOS } from "@dbos-inc/dbos-sdk";
import { stepResult, stepsOfRun, type RunsWork, type Setting, type StepResult } from "../../contestants/contestant.ts";
import { launch } from "./launch.ts";

/** A run's steps, each a plain function whose result DBOS keeps before the next begins. */
export async function doSteps(doStep: (step: number) => Promise<StepResult>): Promise<void> {
  for (let step = 0; step < stepsOfRun; step += 1) {
    await DBOS.runStep(() => doStep(step), { name: `step-${step}` });
  }
}

export async function runs({ databaseUrl }: Setting): Promise<RunsWork> {
  const work = DBOS.registerWorkflow(() => doSteps((step) => Promise.resolve(stepResult(step))), { name: "work" });
  await launch(databaseUrl);
  return {
    run: () => work(),
    [Symbol.asyncDispose]: () => DBOS.shutdown(),
  };
}
