import type { Handler } from "@scoria/core";
import type { HandoffLane } from "@scoria/handoff";
import { review } from "./review-handoff.ts";

/** Nobody promises more than this without a report by an expert. */
const houseLimitCents = 100_000;

/** The critic: it sees what was projected, and answers with a verdict. What becomes of the draft is not its business. */
export const reviewHandler: Handler<{ handoff: HandoffLane }> = async (ctx) => {
  const { draftAnswer, promisesCents } = review.contextOf(ctx);
  const faults = await ctx.step("judge", () => faultsOf(draftAnswer, promisesCents));
  return review.answer({ verdict: faults.length === 0 ? "send" : "rework", faults });
};

/** Stands where a second model would be asked, or a set of rules, as here. */
function faultsOf(draftAnswer: string, promisesCents: number): string[] {
  return [
    ...(promisesCents > houseLimitCents ? ["over 1,000 EUR an expert has to report first"] : []),
    ...(/\bguarantee\b/i.test(draftAnswer) ? ["we guarantee nothing in a letter"] : []),
  ];
}
