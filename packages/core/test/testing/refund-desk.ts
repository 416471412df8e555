import type { TestEngine } from "../../src/testing/test-database.ts";
import { createTestScoria, type TestScoria } from "../../src/testing/create-test-scoria.ts";
import { z } from "zod";

/** A host's handlers: one that asks a person, one that naps for a day, one that fails. */
export function openDesk(
  engine: TestEngine,
): Promise<TestScoria<{}, { refund: { cents: number }; nap: unknown; fail: unknown }>> {
  return createTestScoria({
    engine,
    handlers: {
      refund: {
        input: z.object({ cents: z.number() }),
        async run(ctx) {
          const quote = await ctx.step("quote", () => ({ cents: ctx.input.cents }));
          const decision = await ctx.requestApproval({ tool: "refund", arguments: quote });
          if (decision.status !== "approved") return { refunded: 0 };
          return ctx.step("pay", ({ approved }) => ({ refunded: approved.arguments.cents }), { approval: decision });
        },
      },
      nap: (ctx) => ctx.sleep(86_400_000),
      fail: (ctx) =>
        ctx.step("call", () => {
          throw new Error("The bank is closed.");
        }),
    },
  });
}
