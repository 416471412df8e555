import { createStep, createWorkflow } from "@mastra/core/workflows";
import { z } from "zod";
import { stepsOfRun, type StepResult } from "../../contestants/contestant.ts";
import { shouldPersistSnapshot } from "./should-persist-snapshot.ts";

/** A run's steps, one after the other. What they take and give is not examined, so that none pays for it. */
export function defineWork(doStep: (step: number) => Promise<StepResult>) {
  const work = createWorkflow({
    id: "work",
    inputSchema: z.any(),
    outputSchema: z.any(),
    options: { shouldPersistSnapshot },
  });
  for (let step = 0; step < stepsOfRun; step += 1) {
    work.then(
      createStep({ id: `step-${step}`, inputSchema: z.any(), outputSchema: z.any(), execute: () => doStep(step) }),
    );
  }
  return work.commit();
}
