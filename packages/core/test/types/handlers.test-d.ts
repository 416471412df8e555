import { z } from "zod";
import { defineHandler } from "../../src/handlers/define-handler.ts";
import type { CoreContext, DeclaredHandler, Handler, HandlerContext, InputSchema } from "../../src/handlers/handler.ts";
import type { Identity } from "../../src/identity/identity.ts";
import type { CreateScoria } from "../../src/scoria.ts";
import { check, type Equal } from "./equal.ts";
import { handoffLane, llmLane, semanticLane } from "./lanes.ts";
import type { HandoffLane, LlmLane, LlmStep } from "./lanes.ts";

declare const createScoria: CreateScoria;
declare const ana: Identity;

const lanes: { readonly handoff: HandoffLane; readonly llm: LlmLane } = { handoff: handoffLane(), llm: llmLane() };

// A bare handler has an unknown input and knows all else of its context.
await createScoria({
  lanes,
  handlers: {
    plain(ctx) {
      check<Equal<typeof ctx.input, unknown>>();
      check<Equal<typeof ctx.identity, Identity>>();
      check<Equal<typeof ctx.kind, string>>();
      check<Equal<typeof ctx.llm, LlmStep>>();
      // @ts-expect-error -- unknown input has no properties
      void ctx.input.orderId;
      // @ts-expect-error -- a context has no such power
      void ctx.teleport;
    },
  },
});

// A schema types the input with what is recorded of its output.
await createScoria({
  handlers: {
    refund: {
      input: z.object({ orderId: z.string(), amount: z.number().default(1), at: z.coerce.date() }),
      run(ctx) {
        check<Equal<typeof ctx.input, { orderId: string; amount: number; at: string }>>();
        // @ts-expect-error -- the recorded date is text
        return ctx.input.at.getTime();
      },
    },
    // @ts-expect-error -- no schema
    broken: { input: { orderId: "string" }, run: () => null },
    // @ts-expect-error -- no handler
    count: 3,
  },
});

// Any schema that follows the standard will do.
interface TinySchema extends InputSchema<{ readonly input: string; readonly output: number }> {}
declare const tiny: TinySchema;
const withTiny = await createScoria({
  handlers: {
    count: {
      input: tiny,
      run(ctx) {
        check<Equal<typeof ctx.input, number>>();
      },
    },
  },
});
await withTiny.startRun(ana, { initialStep: { kind: "count" }, input: "12" });
// @ts-expect-error -- the caller gives what the schema takes, not what it makes
await withTiny.startRun(ana, { initialStep: { kind: "count" }, input: 12 });

// A handler in another file is typed by the lanes and the schema that it is defined with.
const audit = defineHandler(lanes, {
  input: z.object({ text: z.string() }),
  async run(ctx) {
    check<Equal<typeof ctx.input, { text: string }>>();
    check<Equal<typeof ctx.llm, LlmStep>>();
    // @ts-expect-error -- not among these lanes
    void ctx.semantic;
    await ctx.llm.chat("check", { prompt: ctx.input.text });
  },
});
check<
  Equal<
    typeof audit,
    DeclaredHandler<typeof lanes, { readonly input: { text: string }; readonly output: { text: string } }>
  >
>();
const quick: Handler<typeof lanes, { readonly orderId: string }> = async (ctx) => {
  check<Equal<typeof ctx.llm, LlmStep>>();
  return ctx.step("s", () => ctx.input.orderId);
};
const plain: Handler = (ctx) => ctx.runId;
// @ts-expect-error -- the plain `Handler` has no lanes
export const needy: Handler = (ctx) => ctx.llm;

const host = await createScoria({
  lanes,
  handlers: {
    audit,
    quick,
    plain,
    inPlace: defineHandler(lanes, { input: z.string(), run: (ctx) => ctx.input.trim() }),
  },
});
await host.startRun(ana, { initialStep: { kind: "audit" }, input: { text: "a" } });
await host.startRun(ana, { initialStep: { kind: "quick" }, input: { orderId: "1" } });
await host.startRun(ana, { initialStep: { kind: "inPlace" }, input: "a" });
// @ts-expect-error -- wrong input
await host.startRun(ana, { initialStep: { kind: "audit" }, input: { text: 1 } });
// @ts-expect-error -- missing input
await host.startRun(ana, { initialStep: { kind: "quick" } });

// More lanes than a handler needs are fine.
await createScoria({ lanes: { ...lanes, semantic: semanticLane() }, handlers: { audit, quick, plain } });

// A handler that needs a lane which is not installed is refused, however it came to its type.
await createScoria({
  lanes: { handoff: handoffLane() },
  handlers: {
    plain,
    // @ts-expect-error -- needs llm
    audit,
    // @ts-expect-error -- needs llm
    quick,
    // @ts-expect-error -- needs llm
    inline: (ctx: HandlerContext<{ llm: LlmLane }>) => ctx.llm.chat("c", { prompt: "" }),
  },
});
// @ts-expect-error -- no lanes at all
await createScoria({ handlers: { audit } });
// @ts-expect-error -- no lanes at all
await createScoria({ handlers: { quick } });
// @ts-expect-error -- an empty record of lanes
await createScoria({ lanes: {}, handlers: { audit } });
declare const perhapsLlm: LlmLane | undefined;
// @ts-expect-error -- a lane that may be absent
await createScoria({ lanes: { handoff: handoffLane(), llm: perhapsLlm }, handlers: { audit } });

// A plain function with an input of its own declares that input to nobody: use `Handler` or a schema.
const undeclared = async (ctx: CoreContext<{ readonly orderId: string }>): Promise<string> => ctx.input.orderId;
// @ts-expect-error -- nothing checks that the input is one
await createScoria({ handlers: { undeclared } });
// @ts-expect-error -- nothing checks that the input is one
await createScoria({ handlers: { inPlace: (ctx: CoreContext<{ readonly orderId: string }>) => ctx.input.orderId } });
// With an unknown input there is nothing to declare.
await createScoria({ handlers: { open: async (ctx: CoreContext<unknown>) => ctx.runId } });

// A handler may use the facade that it is part of, whatever other handlers do.
const family = await createScoria({
  lanes,
  handlers: {
    async parent(ctx) {
      const child = await family.startRun(ctx.identity, { initialStep: { kind: "child" }, input: { n: 1 } });
      await family.waitForRun(ctx.identity, child.runId, { until: "settled" });
    },
    async aunt(ctx) {
      const run = await family.getRun(ctx.identity, ctx.runId);
      return { waits: run.status === "waiting" };
    },
    child: {
      input: z.object({ n: z.number() }),
      async run(ctx) {
        await family.getRun(ctx.identity, ctx.runId);
        return ctx.step("double", () => ctx.input.n * 2);
      },
    },
  },
});
await family.startRun(ana, { initialStep: { kind: "parent" } });

// A handler that returns what it got from the facade says so in its return type; else two of them run in a circle (TS7022).
const chain = await createScoria({
  handlers: {
    async first(ctx): Promise<string> {
      const run = await chain.getRun(ctx.identity, ctx.runId);
      return run.status;
    },
    async second(ctx): Promise<string> {
      const run = await chain.getRun(ctx.identity, ctx.runId);
      return run.status;
    },
    third: {
      input: z.object({ n: z.number() }),
      async run(ctx): Promise<readonly string[]> {
        const page = await chain.listRunsForSession(ctx.identity);
        return page.runs.map((run) => run.runId);
      },
    },
  },
});
await chain.startRun(ana, { initialStep: { kind: "third" }, input: { n: 1 } });
