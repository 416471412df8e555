import { appendFileSync } from "node:fs";
import type { Handler } from "../../../src/index.ts";

/** One child that did its work in the world outside. */
export interface ChildEffect {
  readonly runId: string;
  readonly idempotencyKey: string;
  readonly n: number;
}

/** A parent of three children, each of which writes to `ledger` what it does. */
export function familyHandlers(ledger: string): {
  readonly parent: Handler;
  readonly child: Handler<{}, { readonly n: number }>;
} {
  return {
    parent: async (ctx) => {
      const children = await Promise.all([1, 2, 3].map((n) => ctx.startChild<number>("child", { n })));
      const outcomes = await ctx.waitForRuns(children);
      return outcomes.map((outcome) => (outcome.status === "completed" ? outcome.output : outcome.status));
    },
    child: async (ctx) => {
      const { n } = ctx.input;
      return ctx.step("double", ({ idempotencyKey }) => {
        const effect: ChildEffect = { runId: ctx.runId, idempotencyKey, n };
        appendFileSync(ledger, `${JSON.stringify(effect)}\n`);
        return n * 2;
      });
    },
  };
}
