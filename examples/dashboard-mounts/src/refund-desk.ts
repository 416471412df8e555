import { createScoria, type Scoria } from "@scoria/core";
import { z } from "zod";

/** Opens a facade that can refund, after a person has said yes. Its database is in memory, and gone at the end. */
export const openRefundDesk = async (): Promise<Scoria> =>
  createScoria({
    database: "memory:",
    handlers: {
      refund: {
        input: z.strictObject({ orderId: z.string().min(1), cents: z.int().positive() }),
        async run(ctx) {
          const decision = await ctx.requestApproval({ tool: "refund", arguments: ctx.input, reason: "money leaves" });
          if (decision.status !== "approved") return { refunded: 0 };
          return ctx.step("refund", ({ approved }) => ({ refunded: approved.arguments.cents }), { approval: decision });
        },
      },
    },
  });
