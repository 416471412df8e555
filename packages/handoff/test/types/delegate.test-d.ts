import { createScoria, defineHandler, type Handler, type Json, type JsonObject } from "@scoria/core";
import { z } from "zod";
import { handoffLane, type HandoffLane, type HandoffStep } from "../../src/index.ts";
import { check, type Equal } from "./equal.ts";
import { review, type Judged } from "./review.ts";

const lanes: { readonly handoff: HandoffLane } = { handoff: handoffLane({ handoffs: [review] }) };
const handoffInput = { brief: "policy and accuracy" };
const slice = { draft: "Hello", cents: "100" };

await createScoria({
  lanes,
  handlers: {
    // To a declared handoff: the context is held to its schema, and the answer is what the other schema makes.
    async declared(ctx) {
      const judged = await ctx.handoff.delegate(review, { handoffInput, projectedContext: slice });
      check<Equal<typeof judged, Judged>>();
      const key = "second";
      await ctx.handoff.delegate(review, { handoffInput, projectedContext: { ...slice, tone: "warm" }, key });
      // @ts-expect-error -- no such verdict
      if (judged.verdict === "maybe") return;
      // @ts-expect-error -- the schema takes text, and makes a number of it
      await ctx.handoff.delegate(review, { handoffInput, projectedContext: { draft: "Hello", cents: 100 } });
      // @ts-expect-error -- a part is missing
      await ctx.handoff.delegate(review, { handoffInput, projectedContext: { draft: "Hello" } });
      // @ts-expect-error -- nothing is projected, though the schema asks for something
      await ctx.handoff.delegate(review, { handoffInput, projectedContext: {} });
      // @ts-expect-error -- a part that the schema does not have
      await ctx.handoff.delegate(review, { handoffInput, projectedContext: { ...slice, conversation: [] } });
      // @ts-expect-error -- no such tone
      await ctx.handoff.delegate(review, { handoffInput, projectedContext: { ...slice, tone: "cold" } });
      // @ts-expect-error -- the declaration has the kind
      await ctx.handoff.delegate(review, { delegatedKind: "review", handoffInput, projectedContext: slice });
      // @ts-expect-error -- what is to be done?
      await ctx.handoff.delegate(review, { projectedContext: slice });
      // @ts-expect-error -- what may be seen?
      await ctx.handoff.delegate(review, { handoffInput });
      // @ts-expect-error -- a handler delegates in its own role
      await ctx.handoff.delegate(review, { handoffInput, projectedContext: slice, rootRole: "planner" });

      const all = await ctx.handoff.delegateAll(review, [
        { handoffInput, projectedContext: slice, key: "1" },
        { handoffInput, projectedContext: slice, key: "2", budget: { maxSteps: 3 } },
      ]);
      check<Equal<typeof all, readonly Judged[]>>();
      // @ts-expect-error -- one of two is wrong
      await ctx.handoff.delegateAll(review, [{ handoffInput, projectedContext: slice }, { handoffInput }]);
      // @ts-expect-error -- the schema takes text
      await ctx.handoff.delegateAll(review, [{ handoffInput, projectedContext: { draft: "Hello", cents: 100 } }]);
      // @ts-expect-error -- a list, also for one
      await ctx.handoff.delegateAll(review, { handoffInput, projectedContext: slice });
    },

    // To a role that is named in place: any object may be shown, and any JSON comes back.
    async named(ctx) {
      const request = { delegatedKind: "review", handoffInput, projectedContext: { draft: "Hello" } };
      const answer = await ctx.handoff.delegate("critic", request);
      check<Equal<typeof answer, Json>>();
      await ctx.handoff.delegate("critic", { ...request, projectedContext: {}, allow: ["handoffInput.token"] });
      const all = await ctx.handoff.delegateAll("critic", [{ ...request, key: "1" }]);
      check<Equal<typeof all, readonly Json[]>>();
      // @ts-expect-error -- which handler?
      await ctx.handoff.delegate("critic", { handoffInput, projectedContext: {} });
      // @ts-expect-error -- what is to be done?
      await ctx.handoff.delegate("critic", { delegatedKind: "review", projectedContext: {} });
      // @ts-expect-error -- what may be seen? It has no default
      await ctx.handoff.delegate("critic", { delegatedKind: "review", handoffInput });
      await ctx.handoff.delegate("critic", {
        delegatedKind: "review",
        // @ts-expect-error -- an object, not text
        handoffInput: "Review it",
        projectedContext: {},
      });
      // @ts-expect-error -- an object, not text
      await ctx.handoff.delegate("critic", { delegatedKind: "review", handoffInput, projectedContext: "a draft" });
      // @ts-expect-error -- `{}` says that nothing is seen
      await ctx.handoff.delegate("critic", { delegatedKind: "review", handoffInput, projectedContext: null });
      // @ts-expect-error -- no such option
      await ctx.handoff.delegate("critic", { ...request, kind: "review" });
      // @ts-expect-error -- no such limit
      await ctx.handoff.delegate("critic", { ...request, budget: { steps: 3 } });
      // @ts-expect-error -- which handler? for one of two
      await ctx.handoff.delegateAll("critic", [request, { handoffInput, projectedContext: {} }]);
      // @ts-expect-error -- to whom?
      await ctx.handoff.delegate(request);
    },

    // What a handler was called with is there in each, and perhaps undefined: it may not have been delegated.
    received(ctx) {
      check<Equal<typeof ctx.handoff, HandoffStep>>();
      check<Equal<typeof ctx.handoff.projectedContext, JsonObject | undefined>>();
      check<Equal<typeof ctx.handoff.parentRole, string | undefined>>();
      check<Equal<typeof ctx.handoff.handoffId, string | undefined>>();
      // @ts-expect-error -- no handoff may have called it
      void ctx.handoff.projectedContext["draft"];
      // @ts-expect-error -- what was shown is not to be written
      ctx.handoff.projectedContext = {};
    },
  },
});

// A handler in another file has the lane's powers, by the lanes or by the type alone.
const planner = defineHandler(lanes, {
  input: z.object({ draft: z.string() }),
  async run(ctx) {
    const projectedContext = { draft: ctx.input.draft, cents: "0" };
    const judged = await ctx.handoff.delegate(review, { handoffInput, projectedContext });
    check<Equal<typeof judged, Judged>>();
    return judged.verdict;
  },
});
const critic: Handler<{ handoff: HandoffLane }> = (ctx) => {
  check<Equal<typeof ctx.handoff, HandoffStep>>();
  return review.answer({ verdict: review.contextOf(ctx).cents > 0 ? "rework" : "send", score: "1" });
};
await createScoria({ lanes, handlers: { planner, critic } });
// @ts-expect-error -- needs the lane
await createScoria({ handlers: { planner } });
// @ts-expect-error -- needs the lane
await createScoria({ handlers: { critic } });
