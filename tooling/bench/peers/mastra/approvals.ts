import { createStep, createWorkflow } from "@mastra/core/workflows";
import { z } from "zod";
import { stepResult, type ApprovalsWork, type Decider, type Setting } from "../../contestants/contestant.ts";
import { openMastra } from "./open-mastra.ts";
import { shouldPersistSnapshot } from "./should-persist-snapshot.ts";

/** The step that waits is the one that goes on when it is resumed, as its documentation has it. */
function defineApproval() {
  return createWorkflow({
    id: "approval",
    inputSchema: z.any(),
    outputSchema: z.any(),
    options: { shouldPersistSnapshot },
  })
    .then(
      createStep({
        id: "ask",
        inputSchema: z.any(),
        outputSchema: z.any(),
        execute: () => Promise.resolve(stepResult(0)),
      }),
    )
    .then(
      createStep({
        id: "act",
        inputSchema: z.any(),
        outputSchema: z.any(),
        resumeSchema: z.any(),
        async execute({ resumeData, suspend, runId }) {
          if (resumeData === undefined) return await suspend({});
          if (resumeData !== "approved") throw new Error(`The run ${runId} was told ${resumeData}.`);
          return stepResult(1);
        },
      }),
    )
    .commit();
}

export async function approvals({ databaseUrl }: Setting): Promise<ApprovalsWork> {
  const approval = defineApproval();
  const mastra = await openMastra(databaseUrl, approval);
  return {
    async start() {
      const run = await approval.createRun();
      const { status } = await run.start({ inputData: {} });
      if (status !== "suspended") throw new Error(`The run ${run.runId} is ${status} and does not wait.`);
      return run.runId;
    },
    [Symbol.asyncDispose]: () => mastra[Symbol.asyncDispose](),
  };
}

/** Whoever decides loads the run and does the rest of it: nobody wakes the process that started it. */
export async function decider({ databaseUrl }: Setting): Promise<Decider> {
  const approval = defineApproval();
  const mastra = await openMastra(databaseUrl, approval);
  return {
    async decide(id) {
      const run = await approval.createRun({ runId: id });
      const { status } = await run.resume({ step: "act", resumeData: "approved" });
      if (status !== "success") throw new Error(`The run ${id} ended as ${status}.`);
    },
    [Symbol.asyncDispose]: () => mastra[Symbol.asyncDispose](),
  };
}
