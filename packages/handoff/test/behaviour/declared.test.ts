import { testIdentity } from "@scoria/core/testing";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { defineHandoff, handoffLane } from "../../src/index.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { openWithHandoff } from "../open-with-handoff.ts";

const ana = testIdentity({ actorId: "ana", tenantId: "acme", sessionId: "chat-7" });

const review = defineHandoff({
  from: "planner",
  to: "critic",
  kind: "review",
  context: z.object({ draft: z.string().min(1), tone: z.string().default("plain") }),
  result: z.object({ verdict: z.enum(["send", "rework"]), score: z.number().default(0) }),
});

const brief = { handoffInput: { brief: "review" } };
const plan = { initialStep: { kind: "plan" }, rootRole: "planner" } as const;

onEachEngine("a handoff that is declared", (engine) => {
  test("hands on what its schema makes of the context, and gives what it makes of the answer", async () => {
    const scoria = await openWithHandoff(
      engine,
      {
        plan: (ctx) => ctx.handoff.delegate(review, { ...brief, projectedContext: { draft: "Hello" } }),
        review(ctx) {
          const { draft, tone } = review.contextOf(ctx);
          return review.answer({ verdict: draft === "Hello" && tone === "plain" ? "send" : "rework" });
        },
      },
      { handoffs: [review] },
    );
    const inside = await scoria.startRun(ana, plan);
    const output = { verdict: "send", score: 0 };
    expect(await scoria.waitForRun(ana, inside.runId, { until: "settled" })).toMatchObject({ output });
    const outside = await scoria.handoff.startRun(ana, review, { ...brief, projectedContext: { draft: "Hello" } });
    expect(await scoria.waitForRun(ana, outside.runId, { until: "settled" })).toMatchObject({
      rootRole: "planner",
      output,
    });
    expect((await scoria.getRunDetail(ana, outside.runId)).handoff).toMatchObject([
      { projectedContext: { draft: "Hello", tone: "plain" }, result: { verdict: "send" } },
    ]);
  });

  test("refuses a context that its schema refuses, by path, before anything is written; named or not", async () => {
    const scoria = await openWithHandoff(engine, { review: () => null }, { handoffs: [review] });
    const wrong = { ...brief, projectedContext: { draft: "" } };
    for (const start of [
      () => scoria.handoff.startRun(ana, review, wrong),
      () => scoria.handoff.startRun(ana, "critic", { ...wrong, rootRole: "planner", delegatedKind: "review" }),
    ]) {
      await expect(start()).rejects.toMatchObject({
        code: "INVALID_PROJECTED_CONTEXT",
        details: { paths: ["projectedContext.draft"] },
      });
    }
    expect((await scoria.listRunsForSession(ana)).runs).toEqual([]);
  });

  test("looks at what its schema makes of the context as well", async () => {
    const leaky = defineHandoff({
      from: "planner",
      to: "critic",
      kind: "review",
      context: z.object({ id: z.string() }).transform(({ id }) => ({ id, requestHeaders: { accept: "*/*" } })),
    });
    const scoria = await openWithHandoff(engine, { review: () => null }, { handoffs: [leaky] });
    await expect(
      scoria.handoff.startRun(ana, leaky, { ...brief, projectedContext: { id: "7" } }),
    ).rejects.toMatchObject({ code: "UNSAFE_PROJECTED_CONTEXT" });
  });

  test("refuses an answer that its schema refuses, and the answer stays in the detail", async () => {
    const scoria = await openWithHandoff(
      engine,
      {
        plan: (ctx) =>
          ctx.handoff
            .delegate(review, { ...brief, projectedContext: { draft: "Hello" } })
            .catch((error: { code: string }) => error.code),
        review: () => ({ verdict: "maybe" }),
      },
      { handoffs: [review] },
    );
    const inside = await scoria.startRun(ana, plan);
    expect(await scoria.waitForRun(ana, inside.runId, { until: "settled" })).toMatchObject({
      output: "INVALID_HANDOFF_RESULT",
    });
    const outside = await scoria.handoff.startRun(ana, review, { ...brief, projectedContext: { draft: "Hello" } });
    expect(await scoria.waitForRun(ana, outside.runId, { until: "settled" })).toMatchObject({
      status: "failed",
      error: { code: "INVALID_HANDOFF_RESULT", details: { paths: ["The result.verdict"] } },
    });
    expect((await scoria.getRunDetail(ana, outside.runId)).handoff).toMatchObject([
      { status: "completed", result: { verdict: "maybe" } },
    ]);
  });

  test("has its own budget and size, and lifts its own paths", async () => {
    const narrow = defineHandoff({
      from: "planner",
      to: "critic",
      kind: "review",
      context: z.object({ order_history: z.array(z.string()) }),
      allow: ["projectedContext.order_history"],
      maxBytes: 100,
      budget: { maxSteps: 1 },
    });
    const scoria = await openWithHandoff(
      engine,
      {
        async review(ctx) {
          await ctx.step("one", () => 1);
          return ctx.step("two", () => 2);
        },
      },
      { handoffs: [narrow] },
    );
    const start = (orders: string[]) =>
      scoria.handoff.startRun(ana, narrow, { ...brief, projectedContext: { order_history: orders } });
    await expect(start(["x".repeat(100)])).rejects.toMatchObject({ code: "PAYLOAD_TOO_LARGE" });
    const { runId } = await start(["A-1"]);
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "failed",
      error: { code: "RAIL_EXCEEDED" },
    });
  });

  test("is for its own role, and for a facade that lists it", async () => {
    const unlisted = defineHandoff({ from: "planner", to: "judge", kind: "review", context: z.object({}) });
    const codes: unknown[] = [];
    const scoria = await openWithHandoff(
      engine,
      {
        async plan(ctx) {
          for (const attempt of [
            () => ctx.handoff.delegate(review, { ...brief, projectedContext: { draft: "x" } }),
            () => ctx.handoff.delegate(unlisted, { ...brief, projectedContext: {} }),
          ]) {
            codes.push(await attempt().catch((error: { code: string }) => error.code));
          }
        },
        review(ctx) {
          return review.contextOf(ctx);
        },
      },
      { handoffs: [review] },
    );
    const { runId } = await scoria.startRun(ana, { ...plan, rootRole: "writer" });
    await scoria.waitForRun(ana, runId, { until: "settled" });
    expect(codes).toEqual(["INVALID_ROOT_ROLE", "HANDOFF_UNDECLARED"]);
    await expect(scoria.handoff.startRun(ana, unlisted, { ...brief, projectedContext: {} })).rejects.toMatchObject({
      code: "HANDOFF_UNDECLARED",
    });
    const alone = await scoria.startRun(ana, { initialStep: { kind: "review" }, rootRole: "critic" });
    expect(await scoria.waitForRun(ana, alone.runId, { until: "settled" })).toMatchObject({
      status: "failed",
      error: { code: "INVALID_PROJECTED_CONTEXT" },
    });
  });
});

describe("declaring", () => {
  test.each([
    ["no context schema", { from: "a", to: "b", kind: "c" }],
    ["a schema that is none", { from: "a", to: "b", kind: "c", context: {} }],
    ["a blank role", { from: " ", to: "b", kind: "c", context: z.object({}) }],
    ["a path that is none", { from: "a", to: "b", kind: "c", context: z.object({}), allow: ["x"] }],
    ["too many bytes", { from: "a", to: "b", kind: "c", context: z.object({}), maxBytes: 70_000 }],
  ])("%s is refused", (_, definition) => {
    expect(() => defineHandoff(definition as never)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  });

  test("an unknown key is refused, and so is a lane of what was not declared, or of two for the same", () => {
    const known = { from: "a", to: "b", kind: "c", context: z.object({}) };
    expect(() => defineHandoff({ ...known, contexts: z.object({}) } as never)).toThrow(
      expect.objectContaining({ code: "UNKNOWN_OPTION" }),
    );
    for (const handoffs of [
      [known],
      "review",
      [review, defineHandoff({ ...known, from: "planner", to: "critic", kind: "review" })],
    ]) {
      expect(() => handoffLane({ handoffs: handoffs as never })).toThrow(
        expect.objectContaining({ code: "INVALID_INPUT" }),
      );
    }
    expect(() => handoffLane({ limits: { maxDepth: 0 } })).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  });

  test("a schema that answers later serves starts from outside, and is refused in a handler", async () => {
    const later = defineHandoff({
      from: "planner",
      to: "critic",
      kind: "review",
      context: z.object({ draft: z.string().refine(async (draft) => draft !== "bad") }),
    });
    const scoria = await openWithHandoff(
      "pglite",
      {
        plan: (ctx) => ctx.handoff.delegate(later, { ...brief, projectedContext: { draft: "x" } }),
        review: () => "done",
      },
      { handoffs: [later] },
    );
    await expect(
      scoria.handoff.startRun(ana, later, { ...brief, projectedContext: { draft: "bad" } }),
    ).rejects.toMatchObject({ code: "INVALID_PROJECTED_CONTEXT" });
    const outside = await scoria.handoff.startRun(ana, later, { ...brief, projectedContext: { draft: "x" } });
    expect(await scoria.waitForRun(ana, outside.runId, { until: "settled" })).toMatchObject({ output: "done" });
    const inside = await scoria.startRun(ana, plan);
    expect(await scoria.waitForRun(ana, inside.runId, { until: "settled" })).toMatchObject({
      error: { code: "INVALID_PROJECTED_CONTEXT" },
    });
  });
});
