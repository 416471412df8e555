import { defineHandoff } from "@scoria/handoff";
import { z } from "zod";

/**
 * The one handoff of this desk: the planner has a draft reviewed by the critic.
 *
 * `context` is all that the critic may be shown, and `strictObject` says that anything beside it is a mistake. The
 * planner's conversation with the customer has no place in it.
 */
export const review = defineHandoff({
  from: "planner",
  to: "critic",
  kind: "review",
  context: z.strictObject({ task: z.string(), draftAnswer: z.string().min(1), promisesCents: z.int().min(0) }),
  result: z.strictObject({ verdict: z.enum(["send", "rework"]), faults: z.array(z.string()) }),
  budget: { maxSteps: 5 },
});
