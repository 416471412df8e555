import { createScoria } from "@scoria/core";
import { z } from "zod";

/** The return type is left to the compiler, which must be able to write it into a declaration. */
export function openDesk(migrate: "auto" | "check") {
  return createScoria({
    database: process.env.DATABASE_URL ?? "file:.scoria/db",
    migrate,
    handlers: {
      refund: {
        input: z.object({ orderId: z.string() }),
        async run(ctx) {
          const quote = await ctx.step("quote", () => ({ orderId: ctx.input.orderId, cents: 12_900 }));
          const decision = await ctx.requestApproval({ tool: "refund", arguments: quote, reason: "over 100 EUR" });
          if (decision.status !== "approved") return { refunded: false };
          return ctx.step("refund", ({ approved }) => ({ refunded: true, cents: approved.arguments.cents }), {
            approval: decision,
          });
        },
      },
    },
  });
}
