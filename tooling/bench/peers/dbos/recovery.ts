import { setTimeout as sleep } from "node:timers/promises";
import { DBOS } from "@dbos-inc/dbos-sdk";
import { stepResult, type Recoverer, type RecoveryWork, type Setting } from "../../contestants/contestant.ts";
import { launch } from "./launch.ts";
import { doSteps } from "./runs.ts";

/** How often it is asked which runs have ended, all in one statement. The default of a second would add up to that. */
const pollingIntervalMs = 20;

function registerSlowWork(stepMs: number, onStep: () => void): () => Promise<void> {
  const doStep = async (step: number) => {
    await sleep(stepMs);
    onStep();
    return stepResult(step);
  };
  return DBOS.registerWorkflow(() => doSteps(doStep), { name: "slow-work" });
}

// Work can be registered only before the launch, and it is the driver that says what work, so each launches when told to.

export async function recovery({ databaseUrl }: Setting): Promise<RecoveryWork> {
  await DBOS.migrate(databaseUrl);
  return {
    async begin(ids, stepMs, onStep) {
      const work = registerSlowWork(stepMs, onStep);
      await launch(databaseUrl);
      const handles = await Promise.all(ids.map((workflowID) => DBOS.startWorkflow(work, { workflowID })()));
      await Promise.all(handles.map((handle) => handle.getResult()));
    },
    [Symbol.asyncDispose]: () => DBOS.shutdown(),
  };
}

export async function recoverer({ databaseUrl }: Setting): Promise<Recoverer> {
  return {
    async recover(ids, stepMs, onStep) {
      registerSlowWork(stepMs, onStep);
      // Takes up again, at once, all that this executor had under way when it ended.
      await launch(databaseUrl);
      await DBOS.waitAll(
        ids.map((id) => DBOS.retrieveWorkflow(id)),
        { pollingIntervalMs },
      );
    },
    [Symbol.asyncDispose]: () => DBOS.shutdown(),
  };
}
