import { createScoria, type Identity, type OperatorScope, type RunSummary } from "@scoria/core";
import { z } from "zod";
import { handoffLane } from "../../src/index.ts";
import { check, type Equal } from "./equal.ts";
import { review } from "./review.ts";

declare const ana: Identity;
declare const onCall: OperatorScope;

const scoria = await createScoria({
  lanes: { handoff: handoffLane({ handoffs: [review] }) },
  handlers: {
    draft: { input: z.object({ question: z.string() }), run: (ctx) => ctx.input.question },
    review: (ctx) => review.answer({ verdict: "send", score: String(review.contextOf(ctx).cents) }),
  },
});
const handoffInput = { brief: "policy and accuracy" };
const slice = { draft: "Hello", cents: "100" };

// To a role that is named in place: all five parts are said.
const start = { rootRole: "planner", delegatedKind: "review", handoffInput, projectedContext: { draft: "Hello" } };
const run = await scoria.handoff.startRun(ana, "critic", start);
check<Equal<typeof run, RunSummary>>();
await scoria.handoff.startRun(ana, "critic", { ...start, projectedContext: {} });
// @ts-expect-error -- who delegates?
await scoria.handoff.startRun(ana, "critic", { delegatedKind: "review", handoffInput, projectedContext: {} });
// @ts-expect-error -- which handler?
await scoria.handoff.startRun(ana, "critic", { rootRole: "planner", handoffInput, projectedContext: {} });
// @ts-expect-error -- what is to be done?
await scoria.handoff.startRun(ana, "critic", { rootRole: "planner", delegatedKind: "review", projectedContext: {} });
// @ts-expect-error -- what may be seen? It has no default
await scoria.handoff.startRun(ana, "critic", { rootRole: "planner", delegatedKind: "review", handoffInput });
// @ts-expect-error -- an object, not text
await scoria.handoff.startRun(ana, "critic", { ...start, handoffInput: "Review it" });
// @ts-expect-error -- an object, not text
await scoria.handoff.startRun(ana, "critic", { ...start, projectedContext: "a draft" });
// @ts-expect-error -- present but undefined
await scoria.handoff.startRun(ana, "critic", { ...start, projectedContext: undefined });
// @ts-expect-error -- to whom?
await scoria.handoff.startRun(ana, start);
// @ts-expect-error -- nobody started it
await scoria.handoff.startRun("critic", start);
// @ts-expect-error -- an operator starts nothing
await scoria.handoff.startRun(onCall, "critic", start);

// To a declared handoff: roles and kind are declared, and the context is held to its schema.
const declared = await scoria.handoff.startRun(ana, review, { handoffInput, projectedContext: slice });
check<Equal<typeof declared, RunSummary>>();
await scoria.handoff.startRun(ana, review, { handoffInput, projectedContext: { ...slice, tone: "warm" } });
// @ts-expect-error -- the schema takes text, and makes a number of it
await scoria.handoff.startRun(ana, review, { handoffInput, projectedContext: { draft: "Hello", cents: 100 } });
// @ts-expect-error -- a part is missing
await scoria.handoff.startRun(ana, review, { handoffInput, projectedContext: { draft: "Hello" } });
// @ts-expect-error -- a part that the schema does not have
await scoria.handoff.startRun(ana, review, { handoffInput, projectedContext: { ...slice, conversation: [] } });
// @ts-expect-error -- no such tone
await scoria.handoff.startRun(ana, review, { handoffInput, projectedContext: { ...slice, tone: "cold" } });
// @ts-expect-error -- what may be seen?
await scoria.handoff.startRun(ana, review, { handoffInput });
// @ts-expect-error -- what is to be done?
await scoria.handoff.startRun(ana, review, { projectedContext: slice });
// @ts-expect-error -- the declaration has the role that delegates
await scoria.handoff.startRun(ana, review, { rootRole: "planner", handoffInput, projectedContext: slice });
// @ts-expect-error -- the declaration has the kind
await scoria.handoff.startRun(ana, review, { delegatedKind: "review", handoffInput, projectedContext: slice });

// What every start takes, this one takes too.
await scoria.handoff.startRun(ana, review, {
  handoffInput,
  projectedContext: slice,
  allow: ["projectedContext.draft"],
  budget: { maxSteps: 5, maxToolCalls: 1 },
  idempotencyKey: "review-1",
  metadata: { ticket: "T-1" },
  rails: { maxSteps: 10 },
  runtime: { model: "m", promptPolicy: { toolsAllowed: false } },
  queue: "reviews",
  priority: "high",
  workload: "batch",
  concurrencyKey: "customer-7",
  runAt: new Date(),
  deadline: new Date(),
});
// @ts-expect-error -- the first step is the lane's own
await scoria.handoff.startRun(ana, "critic", { ...start, initialStep: { kind: "draft" } });
// @ts-expect-error -- the input is `handoffInput`
await scoria.handoff.startRun(ana, "critic", { ...start, input: { question: "Why?" } });
// @ts-expect-error -- the first step is the lane's own
await scoria.handoff.startRun(ana, review, { handoffInput, projectedContext: slice, initialStep: { kind: "review" } });
// @ts-expect-error -- the input is `handoffInput`
await scoria.handoff.startRun(ana, review, { handoffInput, projectedContext: slice, input: {} });
// @ts-expect-error -- a key tells branches of a handler apart
await scoria.handoff.startRun(ana, "critic", { ...start, key: "1" });
// @ts-expect-error -- unknown key
await scoria.handoff.startRun(ana, "critic", { ...start, idempotency: "k" });
// @ts-expect-error -- metadata is JSON
await scoria.handoff.startRun(ana, "critic", { ...start, metadata: { at: new Date() } });
// @ts-expect-error -- unknown rail
await scoria.handoff.startRun(ana, "critic", { ...start, rails: { maxStep: 1 } });

// The lane takes nothing at the core's own start.
await scoria.startRun(ana, { initialStep: { kind: "draft" }, input: { question: "Why?" } });
// @ts-expect-error -- it begins with `scoria.handoff.startRun`
await scoria.startRun(ana, { initialStep: { kind: "review" }, handoff: start });
