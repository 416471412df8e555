import { z } from "zod";
import { check } from "./check.ts";

/** What a refund is about; it is the input of the run. Who asks is not in it: that is the identity. */
export const refundRequest = z.strictObject(
  {
    orderId: text(64),
    cents: z
      .int({ error: whenPresent("must be a whole number of cents") })
      .min(1, "must be at least 1")
      .max(100_000_000, "must be at most 100000000"),
    reason: text(200),
  },
  { error: objectOrKey },
);
export type RefundRequest = z.infer<typeof refundRequest>;

/** One request of an order file: the refund, and who asks for it. */
export const order = z.strictObject(
  { ...refundRequest.shape, tenantId: text(64), actorId: text(64), sessionId: text(64) },
  { error: objectOrKey },
);
export type Order = z.infer<typeof order>;

/** @throws INVALID_INPUT - the sentence and `details.path` name the field */
export function readOrder(value: unknown): Order {
  return check(order, value, "an order");
}

function text(longest: number): z.ZodString {
  const rule = `must be text of 1 to ${longest} characters, with no control characters`;
  return (
    z
      .string({ error: whenPresent(rule) })
      .max(longest, rule)
      // Format and control characters could rewrite the terminal of whoever reads the order.
      .regex(/^(?=.*\S)[^\p{C}]+$/u, rule)
  );
}

function whenPresent(rule: string): (issue: { readonly input?: unknown }) => string {
  return (issue) => (issue.input === undefined ? "is missing" : rule);
}

function objectOrKey(issue: { readonly code?: string }): string | undefined {
  return issue.code === "invalid_type" ? "must be an object" : undefined;
}
