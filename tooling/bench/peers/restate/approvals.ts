import { randomUUID } from "node:crypto";
import { service, TerminalError, type Context } from "@restatedev/restate-sdk";
import { connect } from "@restatedev/restate-sdk-clients";
import { stepResult, type ApprovalsWork, type Decider, type Setting } from "../../contestants/contestant.ts";
import { openServer } from "./open-server.ts";
import { findServer } from "./server-place.ts";

/** A handler that waits for an awakeable, by whose id alone the run is decided from outside. */
export async function approvals({ databaseUrl }: Setting): Promise<ApprovalsWork> {
  const reached = new Map<string, (awakeable: string) => void>();
  const approval = service({
    name: "approval",
    handlers: {
      run: async (ctx: Context, request: string): Promise<void> => {
        const { id, promise } = ctx.awakeable<string>();
        await ctx.run("ask", () => stepResult(0));
        // The step is in the log, so whatever happens to this process, the run is one that waits.
        reached.get(request)?.(id);
        const decision = await promise;
        if (decision !== "approved") throw new TerminalError(`The run was told ${decision}.`);
        await ctx.run("act", () => stepResult(1));
      },
    },
  });
  const server = await openServer(databaseUrl, [approval]);
  const client = connect({ url: server.ingressUrl }).serviceClient(approval);
  const started = new Map<string, Promise<void>>();
  return {
    async start() {
      const request = randomUUID();
      const waits = new Promise<string>((resolve) => reached.set(request, resolve));
      const end = Promise.resolve(client.run(request));
      // One that ends before it waits was no good, and says why.
      const id = await Promise.race([waits, end.then(() => Promise.reject(new Error("The run did not wait.")))]);
      reached.delete(request);
      started.set(id, end);
      return id;
    },
    async ended(id) {
      await started.get(id);
      started.delete(id);
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

export async function decider({ databaseUrl }: Setting): Promise<Decider> {
  const { ingressUrl } = await findServer(databaseUrl);
  const ingress = connect({ url: ingressUrl });
  return {
    decide: (id) => ingress.resolveAwakeable(id, "approved"),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
