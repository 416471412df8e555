import { createScoria, type HandlerContext, type InputSchema } from "@scoria/core";
import { z } from "zod";
import { defineHandoff, handoffLane, type Handoff, type HandoffLane } from "../../src/index.ts";
import { check, type Equal } from "./equal.ts";
import { review, type Answered, type Given, type Judged, type Shown } from "./review.ts";

// The four types are inferred from the two schemas: what each takes, and what each makes.
const inferred = defineHandoff({
  from: "planner",
  to: "critic",
  kind: "review",
  context: z.object({ draft: z.string(), tone: z.enum(["plain", "warm"]).default("plain") }),
  result: z.object({ score: z.string().transform(Number) }),
});
type InferredGiven = { draft: string; tone?: "plain" | "warm" | undefined };
type InferredShown = { draft: string; tone: "plain" | "warm" };
check<Equal<typeof inferred, Handoff<InferredGiven, InferredShown, { score: string }, { score: number }>>>();

// Any schema that follows the standard will do.
interface TinySchema extends InputSchema<{ readonly input: { n: string }; readonly output: { n: number } }> {}
declare const tiny: TinySchema;
const counted = defineHandoff({ from: "planner", to: "counter", kind: "count", context: tiny, result: tiny });
check<Equal<typeof counted, Handoff<{ n: string }, { n: number }, { n: string }, { n: number }>>>();

// In the delegated handler the context has the type that its schema makes, and the answer the one that its schema takes.
await createScoria({
  lanes: { handoff: handoffLane({ handoffs: [review, inferred, counted] }) },
  handlers: {
    review(ctx) {
      const shown = review.contextOf(ctx);
      check<Equal<typeof shown, Shown>>();
      // @ts-expect-error -- the text became a number
      shown.cents.trim();
      // @ts-expect-error -- the context has no such part
      void shown.conversation;
      const answer = review.answer({ verdict: shown.tone === "plain" ? "send" : "rework", score: "7" });
      check<Equal<typeof answer, Answered>>();
      // @ts-expect-error -- the schema takes text, and makes a number of it
      review.answer({ verdict: "send", score: 7 });
      // @ts-expect-error -- no such verdict
      review.answer({ verdict: "maybe", score: "7" });
      // @ts-expect-error -- a part is missing
      review.answer({ verdict: "send" });
      // @ts-expect-error -- a part that the schema does not have
      review.answer({ verdict: "send", score: "7", because: "it is good" });
      return answer;
    },
  },
});

// A context is asked for where the lane is: its powers tell by which handoff the handler was called.
declare const withLane: HandlerContext<{ handoff: HandoffLane }>;
declare const withoutLane: HandlerContext;
review.contextOf(withLane);
// @ts-expect-error -- no lane in this context
review.contextOf(withoutLane);
// @ts-expect-error -- a handler's context, not what it was shown
review.contextOf(withLane.handoff);

// A definition says all five parts, and knows no others.
const context = z.object({});
defineHandoff({ from: "a", to: "b", kind: "c", context, maxBytes: 1_000, budget: { maxSteps: 5, maxToolCalls: 1 } });
defineHandoff({ from: "a", to: "b", kind: "c", context, allow: ["projectedContext.order_history"] });
// @ts-expect-error -- who delegates?
defineHandoff({ to: "b", kind: "c", context });
// @ts-expect-error -- to whom?
defineHandoff({ from: "a", kind: "c", context });
// @ts-expect-error -- which handler?
defineHandoff({ from: "a", to: "b", context });
// @ts-expect-error -- what may be projected?
defineHandoff({ from: "a", to: "b", kind: "c" });
// @ts-expect-error -- no schema
defineHandoff({ from: "a", to: "b", kind: "c", context: { draft: "string" } });
// @ts-expect-error -- no schema
defineHandoff({ from: "a", to: "b", kind: "c", context, result: { verdict: "string" } });
// @ts-expect-error -- unknown key
defineHandoff({ from: "a", to: "b", kind: "c", context, delegatedKind: "c" });
// @ts-expect-error -- unknown limit
defineHandoff({ from: "a", to: "b", kind: "c", context, budget: { maxStep: 5 } });
// @ts-expect-error -- present but undefined
defineHandoff({ from: "a", to: "b", kind: "c", context, budget: undefined });

// The lane takes what was declared, and its own limits.
handoffLane();
handoffLane({ handoffs: [review, inferred], limits: { maxDepth: 2, maxBreadth: 8, maxBytes: 4_096 } });
// @ts-expect-error -- a declaration is made by defineHandoff
handoffLane({ handoffs: [{ from: "a", to: "b", kind: "c" }] });
// @ts-expect-error -- unknown limit
handoffLane({ limits: { depth: 2 } });
// @ts-expect-error -- unknown option
handoffLane({ handoff: [review] });

// One handoff is not another.
declare const other: Handoff<{ iban: string }, { iban: string }, Answered, Judged>;
// @ts-expect-error -- another context
export const asReview: Handoff<Given, Shown, Answered, Judged> = other;
