import { z } from "zod";

/** What a customer asks. */
export const question = z.strictObject({
  questionId: z.string(),
  text: z.string(),
  /** What the customer wants paid; 0 when it is not about money. */
  claimedCents: z.int().min(0),
});
export type Question = z.infer<typeof question>;

/** The answer that the planner would give, and what it would cost. */
export const draft = z.strictObject({ text: z.string(), promisesCents: z.int().min(0) });
export type Draft = z.infer<typeof draft>;
