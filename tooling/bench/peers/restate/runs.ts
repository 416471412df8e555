import { service, type Context } from "@restatedev/restate-sdk";
import { connect } from "@restatedev/restate-sdk-clients";
import { stepResult, stepsOfRun, type RunsWork, type Setting, type StepResult } from "../../contestants/contestant.ts";
import { openServer } from "./open-server.ts";

/** A run's steps; the next begins when the server has the result of the one before in its log. */
export async function doSteps(ctx: Context, doStep: (step: number) => StepResult | Promise<StepResult>): Promise<void> {
  for (let step = 0; step < stepsOfRun; step += 1) await ctx.run(`step-${step}`, () => doStep(step));
}

const work = service({
  name: "work",
  handlers: {
    run: (ctx: Context) => doSteps(ctx, stepResult),
  },
});

export async function runs({ databaseUrl }: Setting): Promise<RunsWork> {
  const server = await openServer(databaseUrl, [work]);
  const client = connect({ url: server.ingressUrl }).serviceClient(work);
  return {
    run: async () => {
      await client.run();
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
