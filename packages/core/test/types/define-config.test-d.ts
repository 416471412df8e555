import { z } from "zod";
import { defineConfig } from "../../src/define-config.ts";
import { defineHandler } from "../../src/handlers/define-handler.ts";
import type { Identity } from "../../src/identity/identity.ts";
import type { CreateScoria } from "../../src/scoria.ts";
import { check, type Equal } from "./equal.ts";
import { handoffLane, llmLane, type HandoffApi, type LlmStep } from "./lanes.ts";

declare const createScoria: CreateScoria;
declare const ana: Identity;

const audit = defineHandler(
  { llm: llmLane() },
  { input: z.object({ text: z.string() }), run: (ctx) => ctx.input.text },
);

const config = defineConfig({
  database: "memory:",
  lanes: { handoff: handoffLane(), llm: llmLane() },
  defaults: { model: "large", tenant: async () => ({ promptPolicy: { groundingRequired: true } }) },
  handlers: {
    plain(ctx) {
      check<Equal<typeof ctx.llm, LlmStep>>();
      check<Equal<typeof ctx.runtime.promptPolicy.toolsAllowed, boolean>>();
      // @ts-expect-error -- a context has no such power
      void ctx.teleport;
    },
    refund: {
      input: z.object({ orderId: z.string(), amount: z.number().default(1), at: z.coerce.date() }),
      run(ctx) {
        check<Equal<typeof ctx.input, { orderId: string; amount: number; at: string }>>();
        return ctx.llm.chat("draft", { prompt: ctx.input.orderId });
      },
    },
    audit,
  },
});

// The facade of a config is the facade of the same options written in place.
const scoria = await createScoria(config);
const inPlace = await createScoria({
  lanes: { handoff: handoffLane(), llm: llmLane() },
  handlers: {
    plain() {},
    refund: {
      input: z.object({ orderId: z.string(), amount: z.number().default(1), at: z.coerce.date() }),
      run: () => null,
    },
    audit,
  },
});
check<Equal<typeof scoria, typeof inPlace>>();
check<Equal<typeof scoria.handoff, HandoffApi>>();

await scoria.startRun(ana, { initialStep: { kind: "refund" }, input: { orderId: "A-1", at: "2030-01-01" } });
await scoria.startRun(ana, { initialStep: { kind: "audit" }, input: { text: "x" } });
await scoria.startRun(ana, { initialStep: { kind: "plain" } });
// @ts-expect-error -- a kind that the config does not have
await scoria.startRun(ana, { initialStep: { kind: "refnud" } });
// @ts-expect-error -- the schema asks for an orderId
await scoria.startRun(ana, { initialStep: { kind: "refund" }, input: { amount: 1 } });
// @ts-expect-error -- the config does not install it
void scoria.semantic;

// A process of its own may take the config with another setting.
const reader = await createScoria({ ...config, worker: false });
check<Equal<typeof reader, typeof scoria>>();

// Without lanes and handlers.
const bare = await createScoria(defineConfig({ database: "memory:" }));
await bare.startRun(ana, { initialStep: { kind: "anything" }, input: 1 });

// @ts-expect-error -- an option that does not exist
defineConfig({ handler: {} });
// @ts-expect-error -- the key is not the lane's name
defineConfig({ lanes: { handof: handoffLane() } });
// @ts-expect-error -- a handler of a lane that is not installed
defineConfig({ lanes: { handoff: handoffLane() }, handlers: { audit } });
