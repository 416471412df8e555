import type { Handler } from "@scoria/core";
import { setTimeout as wait } from "node:timers/promises";
import type { Outside } from "./outside.ts";

/** How slow each step is: how long until its service has done the work, and how long until the answer is back. */
const slowSteps = [
  { name: "reserve-stock", doneAfterMs: 500, answerAfterMs: 400 },
  { name: "print-label", doneAfterMs: 500, answerAfterMs: 400 },
  // The one that is cut off: the card is charged, and the answer takes its time.
  { name: "charge-card", doneAfterMs: 500, answerAfterMs: 10_000 },
  { name: "book-courier", doneAfterMs: 500, answerAfterMs: 400 },
  { name: "send-mail", doneAfterMs: 500, answerAfterMs: 400 },
] as const;

export const stepNames: readonly string[] = slowSteps.map(({ name }) => name);

/** The step in which the first worker is killed. */
export const cutOffStep = "charge-card";

/** A service that knows the key has its answer ready. */
const knownAnswerAfterMs = 100;

/** Who hears of a step as it goes. */
export interface StepListener {
  began(step: string, key: string): void;
  /** The service has done the work, or knew that it had; its answer is still on the way. */
  done(step: string, answer: "done" | "known"): void;
  answered(step: string): void;
}

/** Ships one order in slow steps. Each hands its idempotency key to the service that it calls. */
export function shipHandler(outside: Outside, worker: string, tell: StepListener): Handler {
  return async (ctx) => {
    for (const { name, doneAfterMs, answerAfterMs } of slowSteps) {
      await ctx.step(name, async ({ idempotencyKey, signal }) => {
        tell.began(name, idempotencyKey);
        await wait(doneAfterMs, undefined, { signal });
        const answer = outside.call(name, idempotencyKey, worker);
        tell.done(name, answer);
        await wait(answer === "known" ? knownAnswerAfterMs : answerAfterMs, undefined, { signal });
        tell.answered(name);
        return { by: worker };
      });
    }
    return { shipped: true };
  };
}
