import { setTimeout as sleep } from "node:timers/promises";
import {
  stepResult,
  stepsOfRun,
  type Recoverer,
  type RecoveryWork,
  type Setting,
} from "../../contestants/contestant.ts";
import { openMastra } from "./open-mastra.ts";
import { defineWork } from "./work.ts";

/** What a step is, is told after the workflow had to be defined. */
function defineSlowWork() {
  let doStep = (step: number) => Promise.resolve(stepResult(step));
  const setStep = (stepMs: number, onStep: () => void): void => {
    doStep = async (step) => {
      await sleep(stepMs);
      onStep();
      return stepResult(step);
    };
  };
  return { work: defineWork((step) => doStep(step)), setStep };
}

export async function recovery({ databaseUrl }: Setting): Promise<RecoveryWork> {
  const { work, setStep } = defineSlowWork();
  const mastra = await openMastra(databaseUrl, work);
  return {
    async begin(ids, stepMs, onStep) {
      setStep(stepMs, onStep);
      await Promise.all(
        ids.map(async (runId) => {
          const run = await work.createRun({ runId });
          await run.start({ inputData: {} });
        }),
      );
    },
    [Symbol.asyncDispose]: () => mastra[Symbol.asyncDispose](),
  };
}

export async function recoverer({ databaseUrl }: Setting): Promise<Recoverer> {
  const { work, setStep } = defineSlowWork();
  const mastra = await openMastra(databaseUrl, work);
  return {
    async recover(ids, stepMs, onStep) {
      setStep(stepMs, onStep);
      // Its verb for all, `restartAllActiveWorkflowRuns`, restarts the next only when the one before has ended: 29 s instead of 2.
      await Promise.all(
        ids.map(async (runId) => {
          const run = await work.createRun({ runId });
          // One that was created only is not active, and is refused a restart.
          const { status } =
            run.workflowRunStatus === "pending" ? await run.start({ inputData: {} }) : await run.restart();
          if (status !== "success") throw new Error(`The run ${runId} ended as ${status}.`);
        }),
      );
    },
    async countEnded(ids) {
      const runs = await Promise.all(ids.map((runId) => work.getWorkflowRunById(runId)));
      return runs.filter((run) => run?.status === "success" && Object.keys(run.steps ?? {}).length === stepsOfRun)
        .length;
    },
    [Symbol.asyncDispose]: () => mastra[Symbol.asyncDispose](),
  };
}
