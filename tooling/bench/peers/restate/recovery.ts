import { setTimeout as sleep } from "node:timers/promises";
import { workflow, type WorkflowContext } from "@restatedev/restate-sdk";
import { connect } from "@restatedev/restate-sdk-clients";
import { stepResult, type Recoverer, type RecoveryWork, type Setting } from "../../contestants/contestant.ts";
import { openServer, type OpenServer } from "./open-server.ts";
import { doSteps } from "./runs.ts";
import { serveHandlers } from "./serve-handlers.ts";
import { findServer } from "./server-place.ts";
import { endServer } from "./start-server.ts";

function slowWork(stepMs: number, onStep: () => void, mayBegin = Promise.resolve()) {
  return workflow({
    name: "slow-work",
    handlers: {
      run: (ctx: WorkflowContext) =>
        doSteps(ctx, async (step) => {
          await mayBegin;
          await sleep(stepMs);
          onStep();
          return stepResult(step);
        }),
    },
  });
}

/** The handlers belong to this process, which is killed; the server to whoever started this process and will start the next. */
export async function recovery({ databaseUrl }: Setting): Promise<RecoveryWork> {
  let server: OpenServer | undefined;
  return {
    async begin(ids, stepMs, onStep) {
      // Else the first would be half done while the last are still on their way to the server, and are not yet runs to recover.
      const submitted = Promise.withResolvers<void>();
      const work = slowWork(stepMs, onStep, submitted.promise);
      server = await openServer(databaseUrl, [work], process.ppid);
      const ingress = connect({ url: server.ingressUrl });
      await Promise.all(ids.map((id) => ingress.workflowClient(work, id).workflowSubmit()));
      submitted.resolve();
      await Promise.all(ids.map((id) => ingress.workflowClient(work, id).workflowAttach()));
    },
    async [Symbol.asyncDispose]() {
      await server?.[Symbol.asyncDispose]();
    },
  };
}

export async function recoverer({ databaseUrl }: Setting): Promise<Recoverer> {
  const place = await findServer(databaseUrl);
  let handlers: AsyncDisposable | undefined;
  return {
    async recover(ids, stepMs, onStep) {
      const work = slowWork(stepMs, onStep);
      // Where the server looks for them already: it tries again all that it could not end.
      handlers = await serveHandlers([work], place.handlersPort);
      const ingress = connect({ url: place.ingressUrl });
      await Promise.all(ids.map((id) => ingress.workflowClient(work, id).workflowAttach()));
    },
    async [Symbol.asyncDispose]() {
      await endServer(databaseUrl, place);
      await handlers?.[Symbol.asyncDispose]();
    },
  };
}
