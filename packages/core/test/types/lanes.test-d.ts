import { z } from "zod";
import type { Lane } from "../../src/lane/lane.ts";
import type { CreateScoria, Scoria, ScoriaCore } from "../../src/scoria.ts";
import type { StartOptions } from "../../src/start-options.ts";
import type { Identity } from "../../src/identity/identity.ts";
import { check, type Equal } from "./equal.ts";
import { handoffLane, llmLane, semanticLane } from "./lanes.ts";
import type { HandoffApi, HandoffLane, HandoffStep, LlmLane, LlmStep, SemanticApi, SemanticLane } from "./lanes.ts";

declare const createScoria: CreateScoria;
declare const flag: boolean;
declare const ana: Identity;
declare const runId: string;

// An installed lane has its parts on the facade, in `ctx`, on a start and on the detail; in either key order.
const whole = await createScoria({
  lanes: { handoff: handoffLane(), semantic: semanticLane(), llm: llmLane() },
  handlers: {
    async plain(ctx) {
      check<Equal<typeof ctx.handoff, HandoffStep>>();
      check<Equal<typeof ctx.llm, LlmStep>>();
      // @ts-expect-error -- the semantic lane has no step powers
      void ctx.semantic;
      const reply = await ctx.llm.chat("draft", { prompt: ctx.runId });
      return ctx.handoff.delegate("critic", { delegatedKind: "review", handoffInput: reply.text });
    },
  },
});
check<Equal<typeof whole.handoff, HandoffApi>>();
check<Equal<typeof whole.semantic, SemanticApi>>();
// @ts-expect-error -- the llm lane has no api
void whole.llm;
const wholeDetail = await whole.getRunDetail(ana, runId);
check<Equal<typeof wholeDetail.handoff.handoffs, readonly string[]>>();
check<Equal<typeof wholeDetail.semantic.outcome, "hit" | "miss">>();
// @ts-expect-error -- the llm lane has no detail
void wholeDetail.llm;
await whole.startRun(ana, { initialStep: { kind: "plain" }, semantic: { lane: "faq" } });
// @ts-expect-error -- the handoff lane takes nothing at a start
await whole.startRun(ana, { initialStep: { kind: "plain" }, handoff: {} });
type WholeStart = StartOptions<{ handoff: HandoffLane; semantic: SemanticLane }, "plain", unknown>;
check<Equal<Extract<keyof WholeStart, "handoff" | "semantic">, "semantic">>();
// @ts-expect-error -- the semantic lane takes a lane's name
await whole.startRun(ana, { initialStep: { kind: "plain" }, semantic: { lane: 1 } });

await createScoria({
  handlers: {
    plain: (ctx) => ctx.handoff.delegate("critic", { delegatedKind: "review", handoffInput: ctx.input }),
    typed: { input: z.object({ text: z.string() }), run: (ctx) => ctx.llm.chat("c", { prompt: ctx.input.text }) },
  },
  lanes: { handoff: handoffLane(), llm: llmLane() },
});

// A lane that is not installed is nowhere; the others stay.
const some = await createScoria({
  lanes: { handoff: handoffLane() },
  handlers: {
    plain(ctx) {
      // @ts-expect-error -- not installed
      void ctx.llm;
      check<Equal<typeof ctx.handoff, HandoffStep>>();
    },
  },
});
// @ts-expect-error -- not installed
void some.semantic;
check<Equal<typeof some.handoff, HandoffApi>>();
const someDetail = await some.getRunDetail(ana, runId);
// @ts-expect-error -- not installed
void someDetail.semantic;
void someDetail.handoff.handoffs;
// @ts-expect-error -- not installed
await some.startRun(ana, { initialStep: { kind: "plain" }, semantic: { lane: "faq" } });

// Without lanes there is the core and nothing else.
const bare = await createScoria();
check<Equal<keyof typeof bare, keyof ScoriaCore>>();
// @ts-expect-error -- not installed
void bare.handoff;

// A key is the lane's own name.
// @ts-expect-error -- "handof" is not "handoff"
await createScoria({ lanes: { handof: handoffLane() } });
await createScoria({
  lanes: { drafts: llmLane({ name: "drafts" }) },
  handlers: { plain: (ctx) => ctx.drafts.chat("c", { prompt: "" }) },
});
// @ts-expect-error -- the lane was given another name
await createScoria({ lanes: { llm: llmLane({ name: "drafts" }) } });
// @ts-expect-error -- a lane, not its maker
await createScoria({ lanes: { handoff: handoffLane } });

// A core name is no lane's name, wherever core has it.
declare function named<Name extends string>(name: Name): Lane<Name, { readonly api: string }>;
await createScoria({ lanes: { mine: named("mine") } });
// @ts-expect-error -- a verb of the facade
await createScoria({ lanes: { startRun: named("startRun") } });
// @ts-expect-error -- part of every handler, start and detail
await createScoria({ lanes: { runtime: named("runtime") } });
// @ts-expect-error -- a power of every handler
await createScoria({ lanes: { step: named("step") } });
// @ts-expect-error -- an option of every start
await createScoria({ lanes: { idempotencyKey: named("idempotencyKey") } });
// @ts-expect-error -- part of every detail
await createScoria({ lanes: { entries: named("entries") } });
// @ts-expect-error -- part of every summary
await createScoria({ lanes: { tenantId: named("tenantId") } });
// @ts-expect-error -- part of the summary of a completed run
await createScoria({ lanes: { output: named("output") } });

// A lane that may be absent is possibly undefined everywhere but on a start, where it may be named all the same.
const perhaps = await createScoria({
  lanes: { handoff: flag ? handoffLane() : undefined, semantic: flag ? semanticLane() : undefined, llm: llmLane() },
  handlers: {
    plain(ctx) {
      check<Equal<typeof ctx.handoff, HandoffStep | undefined>>();
      check<Equal<typeof ctx.llm, LlmStep>>();
      // @ts-expect-error -- possibly undefined
      void ctx.handoff.delegate("critic", { delegatedKind: "review", handoffInput: null });
      // @ts-expect-error -- the semantic lane has no step powers, installed or not
      void ctx.semantic;
      return ctx.handoff?.delegate("critic", { delegatedKind: "review", handoffInput: null });
    },
  },
});
check<Equal<typeof perhaps.handoff, HandoffApi | undefined>>();
// @ts-expect-error -- possibly undefined
void perhaps.handoff.listHandoffs(runId);
const perhapsDetail = await perhaps.getRunDetail(ana, runId);
// @ts-expect-error -- possibly undefined
void perhapsDetail.handoff.handoffs;
void perhapsDetail.handoff?.handoffs;
await perhaps.startRun(ana, { initialStep: { kind: "plain" }, semantic: { lane: "faq" } });

// The same for a lane that is spread in.
const spread = await createScoria({
  lanes: { llm: llmLane(), ...(flag ? { handoff: handoffLane(), semantic: semanticLane() } : {}) },
  handlers: {
    plain(ctx) {
      check<Equal<typeof ctx.llm, LlmStep>>();
      // @ts-expect-error -- possibly undefined
      void ctx.handoff.delegate("critic", { delegatedKind: "review", handoffInput: null });
      return ctx.handoff?.delegate("critic", { delegatedKind: "review", handoffInput: null });
    },
  },
});
// @ts-expect-error -- possibly undefined
void spread.handoff.listHandoffs(runId);
void spread.handoff?.listHandoffs(runId);
await spread.startRun(ana, { initialStep: { kind: "plain" }, semantic: { lane: "faq" } });

// `&&` leaves `false` behind, which is no lane.
// @ts-expect-error -- use `flag ? lane : undefined`
await createScoria({ lanes: { handoff: flag && handoffLane() } });

// One lane of unknown type does not take the types of the others with it.
// oxlint-disable-next-line typescript/no-explicit-any
declare const untyped: any;
const mixed = await createScoria({
  lanes: { handoff: handoffLane(), legacy: untyped },
  handlers: {
    plain(ctx) {
      check<Equal<typeof ctx.handoff, HandoffStep>>();
      // oxlint-disable-next-line typescript/no-explicit-any
      check<Equal<typeof ctx.legacy, any>>();
      // @ts-expect-error -- not installed
      void ctx.nope;
    },
  },
});
check<Equal<typeof mixed.handoff, HandoffApi>>();
// oxlint-disable-next-line typescript/no-explicit-any
check<Equal<typeof mixed.legacy, any>>();
// @ts-expect-error -- not installed
void mixed.nope;

// A helper asks for the lanes that it needs. A facade with more of them fits, one without does not.
declare function help(scoria: Scoria<{ handoff: HandoffLane }>): void;
declare function helpAnybody(scoria: Scoria): void;
help(whole);
help(some);
helpAnybody(whole);
helpAnybody(perhaps);
// @ts-expect-error -- not installed
help(bare);
// @ts-expect-error -- possibly undefined
help(perhaps);
// @ts-expect-error -- plain core
help(untypedCore());
declare function untypedCore(): ScoriaCore;

// A lane has each part that its interface names, and no other.
export interface CounterParts {
  readonly api: { count(): number };
  readonly detail: number;
}
export interface CounterLane extends Lane<"counter", CounterParts> {}
export const counter: CounterLane = {
  name: "counter",
  migrations: [],
  attach: () => ({ api: { count: () => 1 }, detail: (entries) => entries.length }),
};
export const forgetful: CounterLane = {
  name: "counter",
  migrations: [],
  // @ts-expect-error -- it names a detail and brings none
  attach: () => ({ api: { count: () => 1 } }),
};
export const wordy: CounterLane = {
  name: "counter",
  migrations: [],
  // @ts-expect-error -- the detail is a number
  attach: () => ({ api: { count: () => 1 }, detail: () => "many" }),
};
const lean: LlmLane = llmLane();
// A lane attached by hand shows the parts that it has.
declare const host: Parameters<typeof lean.attach>[0];
const attached = lean.attach(host);
check<Equal<ReturnType<typeof attached.step>, LlmStep>>();
// @ts-expect-error -- no such part
void attached.api;
