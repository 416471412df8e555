import { randomBytes } from "node:crypto";
import { createScoria, migrate, type ScoriaCore } from "@scoria/core";
import { stepResult } from "../contestants/contestant.ts";

/** Exactly 1 MiB as JSON, quotes included, which is the most a step may return. Nothing in it can be compressed away. */
const largeResult = randomBytes(786_432).toString("base64").slice(0, 1_048_574);

const smallSteps = 50;
/** As many as the default limit of 8 MiB for one run has room for. */
const largeSteps = 7;

export interface Written {
  /** For each small step, from when its function returned to when the run had the result back, which is durable then. */
  readonly commitMs: readonly number[];
  readonly largeSteps: number;
}

/** Runs that write small results, and runs that write large ones. */
export interface Writers extends AsyncDisposable {
  small(): Promise<void>;
  large(): Promise<void>;
  /** What was written since the last time it was asked. */
  takeCounts(): Written;
}

export async function openWriters(databaseUrl: string): Promise<Writers> {
  await migrate({ database: databaseUrl });
  let commitMs: number[] = [];
  let written = 0;
  const scoria = await createScoria({
    database: databaseUrl,
    handlers: {
      async small(ctx) {
        for (let step = 0; step < smallSteps; step += 1) {
          let returned = Number.NaN;
          await ctx.step(`step-${step}`, () => {
            returned = performance.now();
            return stepResult(step);
          });
          commitMs.push(performance.now() - returned);
        }
        return null;
      },
      async large(ctx) {
        for (let step = 0; step < largeSteps; step += 1) {
          await ctx.step(`step-${step}`, () => largeResult);
          written += 1;
        }
        return null;
      },
    },
  });
  return {
    small: () => doRun(scoria, "small"),
    large: () => doRun(scoria, "large"),
    takeCounts() {
      const taken = { commitMs, largeSteps: written };
      commitMs = [];
      written = 0;
      return taken;
    },
    [Symbol.asyncDispose]: () => scoria.close(),
  };
}

async function doRun(scoria: ScoriaCore, kind: string): Promise<void> {
  const who = scoria.identity({ actorId: "bench", tenantId: "acme", sessionId: "bench" });
  const { runId } = await scoria.startRun(who, { initialStep: { kind } });
  const { status } = await scoria.waitForRun(who, runId, { until: "settled", timeoutMs: 60_000 });
  if (status !== "completed") throw new Error(`A run of ${kind} steps is ${status}.`);
}
