import { defineHandler } from "@scoria/core";
import type { Billing } from "./billing.ts";
import { refundRequest } from "./orders.ts";

/** Above this a person decides. */
export const approvalLimitCents = 10_000;

/**
 * Refunds one order: quote, ask a person if it is over the limit, pay.
 *
 * The handler is a durable function: while it waits it is not in memory, and with the decision it starts again from the
 * top, where the recorded quote is given back and not asked for again.
 */
export const refundHandler = (billing: Billing) =>
  defineHandler(
    {},
    {
      input: refundRequest,
      async run(ctx) {
        const quote = await ctx.step("quote", () => billing.quote(ctx.input), { readOnly: true });
        if (quote.cents <= approvalLimitCents) {
          const paid = await ctx.step("refund", ({ idempotencyKey }) => billing.refund(quote, idempotencyKey));
          return { refunded: true, cents: paid.cents, receiptId: paid.receiptId };
        }

        const decision = await ctx.requestApproval({ tool: "refund", arguments: quote, reason: "over 100 EUR" });
        if (decision.status !== "approved") return { refunded: false, because: decision.status };

        const paid = await ctx.step(
          "refund",
          ({ approved, idempotencyKey }) => billing.refund(approved.arguments, idempotencyKey),
          { approval: decision },
        );
        return { refunded: true, cents: paid.cents, receiptId: paid.receiptId };
      },
    },
  );
