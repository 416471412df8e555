import { setTimeout as wait } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createScoria } from "@scoria/core";
import { stepResult } from "../contestants/contestant.ts";
import { serveMeasurer } from "./serve-measurer.ts";

export interface Memory {
  readonly heapBytes: number;
  readonly rssBytes: number;
}

/** A worker process with runs that wait for an approval, and what it holds in memory. */
export interface KeepWaitingRuns {
  /** Starts so many, which either do one step and end, or ask and wait. */
  start(kind: "finish" | "ask", count: number): Promise<void>;
  /** Once everything that nobody needs is collected. */
  memory(): Promise<Memory>;
  /** Approves one of them; resolves with how it then ended. */
  decideOne(): Promise<string>;
}

/** So long free pages may take to be given back: that is done beside. */
const settleMs = 1_000;

/** What `startRuns` takes at most. */
const lot = 500;

// As --expose-gc does, for this process alone. Only the last resort of V8 lets go of all: after a plain collection the same
// work left 70 MB of free pages or none, and 5 MB of code that had run once.
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as (how: { readonly [option: string]: string }) => void;

serveMeasurer<KeepWaitingRuns>(async (_contestant, { databaseUrl }) => {
  const scoria = await createScoria({
    database: databaseUrl,
    handlers: {
      async finish(ctx) {
        await ctx.step("only", () => stepResult(0));
        return null;
      },
      async ask(ctx) {
        const { status } = await ctx.requestApproval({ tool: "publish", arguments: stepResult(0) });
        return status;
      },
    },
  });
  const who = scoria.identity({ actorId: "bench", tenantId: "acme", sessionId: "bench" });
  const reviewer = scoria.identity({ actorId: "reviewer", tenantId: "acme" });

  return {
    work: scoria,
    verbs: {
      async start(kind, count) {
        for (let left = count; left > 0; left -= lot) {
          const starts = Array.from({ length: Math.min(lot, left) }, () => ({ initialStep: { kind } }));
          await scoria.startRuns(who, starts);
        }
      },

      async memory() {
        for (let time = 0; time < 3; time += 1) {
          await wait(settleMs);
          collect({ type: "major", execution: "sync", flavor: "last-resort" });
        }
        await wait(settleMs);
        const { heapUsed, external, rss } = process.memoryUsage();
        return { heapBytes: heapUsed + external, rssBytes: rss };
      },

      async decideOne() {
        const { approvals } = await scoria.listApprovals(reviewer, { status: "pending", limit: 1 });
        const [approval] = approvals;
        if (approval === undefined) throw new Error("Nothing is asked.");
        const { runId } = await scoria.decideApproval(reviewer, approval.approvalId, { decision: "approved" });
        return (await scoria.waitForRun(who, runId, { until: "settled", timeoutMs: 10_000 })).status;
      },
    },
  };
});
