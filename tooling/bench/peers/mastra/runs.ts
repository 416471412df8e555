import { stepResult, type RunsWork, type Setting } from "../../contestants/contestant.ts";
import { openMastra } from "./open-mastra.ts";
import { defineWork } from "./work.ts";

export async function runs({ databaseUrl }: Setting): Promise<RunsWork> {
  const work = defineWork((step) => Promise.resolve(stepResult(step)));
  const mastra = await openMastra(databaseUrl, work);
  return {
    async run() {
      const run = await work.createRun();
      const { status } = await run.start({ inputData: {} });
      if (status !== "success") throw new Error(`The run ${run.runId} ended as ${status}.`);
    },
    [Symbol.asyncDispose]: () => mastra[Symbol.asyncDispose](),
  };
}
