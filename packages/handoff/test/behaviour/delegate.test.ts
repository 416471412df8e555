import { testIdentity } from "@scoria/core/testing";
import { expect, test } from "vitest";
import { onEachEngine } from "../on-each-engine.ts";
import { openWithHandoff } from "../open-with-handoff.ts";

const ana = testIdentity({ actorId: "ana", tenantId: "acme", sessionId: "chat-7" });
const bo = testIdentity({ actorId: "bo", tenantId: "acme" });

const review = { delegatedKind: "review", handoffInput: { brief: "review" }, projectedContext: { draft: "Hello" } };
const plan = { initialStep: { kind: "plan" }, rootRole: "planner" } as const;

onEachEngine("delegating in a handler", (engine) => {
  test("gives the answer of the other role durably: after a pause it is not asked again", async () => {
    const calls: string[] = [];
    const scoria = await openWithHandoff(engine, {
      async plan(ctx) {
        const answer = await ctx.handoff.delegate("critic", review);
        await ctx.requestApproval({ tool: "send", arguments: {} });
        return { answer, by: ctx.role };
      },
      async review(ctx) {
        calls.push(ctx.role);
        return { draft: ctx.handoff.projectedContext?.["draft"] ?? null, by: ctx.role, from: ctx.handoff.parentRole };
      },
    });
    const { runId, approvalId } = await scoria.startWaitingRun(ana, plan);
    await scoria.decideApproval(bo, approvalId, { decision: "approved" });
    const answer = { draft: "Hello", by: "critic", from: "planner" };
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      output: { answer, by: "planner" },
    });
    expect(calls).toEqual(["critic"]);
    const detail = await scoria.getRunDetail(ana, runId);
    expect(detail.handoff).toMatchObject([
      {
        delegatedRole: "critic",
        delegatedKind: "review",
        handoffInput: { brief: "review" },
        projectedContext: { draft: "Hello" },
        parentStepKey: "plan",
        parentRole: "planner",
        childStepKey: "plan/handoff:critic",
        depth: 1,
        status: "completed",
        result: answer,
      },
    ]);
    expect(detail.entries.slice(0, 4).map(({ type }) => type)).toEqual([
      "run.started",
      "handoff.delegated",
      "step.started",
      "step.completed",
    ]);
    expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
  });

  test("pauses the whole run while the other role waits, and calls it again with what was recorded", async () => {
    let times = 0;
    const scoria = await openWithHandoff(engine, {
      plan(ctx) {
        times += 1;
        return ctx.handoff.delegate("critic", { ...review, projectedContext: { time: times } });
      },
      async review(ctx) {
        await ctx.requestApproval({ tool: "ask", arguments: {} });
        return ctx.handoff.projectedContext;
      },
    });
    const { runId, approvalId } = await scoria.startWaitingRun(ana, plan);
    await scoria.decideApproval(bo, approvalId, { decision: "approved" });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: { time: 1 } });
    expect(times).toBe(2);
    expect((await scoria.getRunDetail(ana, runId)).handoff).toMatchObject([{ projectedContext: { time: 1 } }]);
  });

  test("throws what the other role threw, and the handler may go on", async () => {
    const scoria = await openWithHandoff(engine, {
      async plan(ctx) {
        const first = await ctx.handoff.delegate("critic", review).catch((error: Error) => error.message);
        return { first, second: await ctx.handoff.delegate("judge", { ...review, delegatedKind: "judge" }) };
      },
      review: () => Promise.reject(new Error("The critic is not in.")),
      judge: () => "fine",
    });
    const { runId } = await scoria.startRun(ana, plan);
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      output: { first: "The critic is not in.", second: "fine" },
    });
    expect((await scoria.getRunDetail(ana, runId)).handoff).toMatchObject([
      { delegatedRole: "critic", status: "failed", error: { message: "The critic is not in." } },
      { delegatedRole: "judge", status: "completed", result: "fine" },
    ]);
  });

  test("goes to twenty at once, each with its own slice, and answers in their order", async () => {
    const scoria = await openWithHandoff(engine, {
      async plan(ctx) {
        const slices = Array.from({ length: 20 }, (_, n) => ({ ...review, projectedContext: { n } }));
        return ctx.handoff.delegateAll("critic", slices);
      },
      async review(ctx) {
        const n = Number(ctx.handoff.projectedContext?.["n"]);
        await ctx.step("look", () => n);
        if (n % 5 === 0) await ctx.sleep(1);
        return n;
      },
    });
    const { runId } = await scoria.startRun(ana, plan);
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "completed",
      output: Array.from({ length: 20 }, (_, n) => n),
    });
    const { handoff } = await scoria.getRunDetail(ana, runId);
    expect(handoff.map(({ projectedContext, result }) => [projectedContext["n"], result])).toEqual(
      Array.from({ length: 20 }, (_, n) => [n, n]),
    );
    expect(new Set(handoff.map(({ childStepKey }) => childStepKey)).size).toBe(20);
  });

  test("of many at once throws the first that failed, once all have ended", async () => {
    const ended: number[] = [];
    const scoria = await openWithHandoff(engine, {
      plan: (ctx) =>
        ctx.handoff.delegateAll(
          "critic",
          [0, 1, 2, 3].map((n) => ({ ...review, projectedContext: { n } })),
        ),
      async review(ctx) {
        const n = Number(ctx.handoff.projectedContext?.["n"]);
        await ctx.step("look", () => n);
        ended.push(n);
        if (n % 2 === 1) throw new Error(`No ${n}.`);
        return n;
      },
    });
    const { runId } = await scoria.startRun(ana, plan);
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "failed",
      error: { message: "No 1." },
    });
    expect(ended.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3]);
  });

  test("in branches of their own needs a key where they share a role", async () => {
    const scoria = await openWithHandoff(engine, {
      async plan(ctx) {
        return Promise.all(
          ["a", "b"].map(async (key) => {
            await ctx.step(["first", key], () => key);
            return ctx.handoff.delegate("critic", { ...review, key, projectedContext: { key } });
          }),
        );
      },
      review: (ctx) => ctx.handoff.projectedContext,
    });
    const { runId } = await scoria.startRun(ana, plan);
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      output: [{ key: "a" }, { key: "b" }],
    });
  });

  test("is refused inside a step's function", async () => {
    const scoria = await openWithHandoff(engine, {
      plan: (ctx) => ctx.step("outer", () => ctx.handoff.delegate("critic", review)),
      review: () => "never",
    });
    const { runId } = await scoria.startRun(ana, plan);
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ error: { code: "STEP_NESTED" } });
  });
});

onEachEngine("how far delegation goes", (engine) => {
  const deeper = { delegatedKind: "deeper", handoffInput: {}, projectedContext: {} };

  test("is three roles under the root, whoever began it", async () => {
    const scoria = await openWithHandoff(engine, {
      async deeper(ctx): Promise<unknown> {
        const level = Number(ctx.role.slice(1)) + 1;
        try {
          return await ctx.handoff.delegate(`r${level}`, deeper);
        } catch (error) {
          return `${ctx.role}: ${(error as { code: string }).code}`;
        }
      },
    });
    const inside = await scoria.startRun(ana, { initialStep: { kind: "deeper" }, rootRole: "r0" });
    expect(await scoria.waitForRun(ana, inside.runId, { until: "settled" })).toMatchObject({
      output: "r3: HANDOFF_TOO_DEEP",
    });
    expect(
      (await scoria.getRunDetail(ana, inside.runId)).handoff.map(({ depth, delegatedRole }) => [depth, delegatedRole]),
    ).toEqual([
      [1, "r1"],
      [2, "r2"],
      [3, "r3"],
    ]);
    const outside = await scoria.handoff.startRun(ana, "r1", { ...deeper, rootRole: "r0" });
    expect(await scoria.waitForRun(ana, outside.runId, { until: "settled" })).toMatchObject({
      output: "r3: HANDOFF_TOO_DEEP",
    });
  });

  test("never comes back to a role that has given the work away", async () => {
    const codes: string[] = [];
    const scoria = await openWithHandoff(engine, {
      plan: (ctx) => ctx.handoff.delegate("critic", { ...review, delegatedKind: "back" }),
      async back(ctx) {
        for (const role of ["planner", "critic"]) {
          await ctx.handoff.delegate(role, { ...review, delegatedKind: "plan" }).catch((error: { code: string }) => {
            codes.push(error.code);
          });
        }
        return "answered";
      },
    });
    const { runId } = await scoria.startRun(ana, plan);
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "answered" });
    expect(codes).toEqual(["HANDOFF_CIRCULAR", "HANDOFF_CIRCULAR"]);
  });

  test("is as wide as the lane says, in each handler", async () => {
    const scoria = await openWithHandoff(
      engine,
      {
        async plan(ctx) {
          const ends: string[] = [];
          for (let n = 0; n < 4; n += 1) {
            ends.push(
              await ctx.handoff.delegate("critic", review).then(String, (error: { code: string }) => error.code),
            );
          }
          return ends;
        },
        review: () => "ok",
      },
      { limits: { maxBreadth: 3 } },
    );
    const { runId } = await scoria.startRun(ana, plan);
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      output: ["ok", "ok", "ok", "HANDOFF_TOO_WIDE"],
    });
  });

  test("is bounded by a budget that what the role delegates further uses up too", async () => {
    const scoria = await openWithHandoff(engine, {
      plan: (ctx) =>
        ctx.handoff.delegate("critic", { ...review, budget: { maxSteps: 3 } }).catch((error: Error) => error.message),
      async review(ctx) {
        await ctx.step("one", () => 1);
        await ctx.handoff.delegate("reader", { ...review, delegatedKind: "read" });
        return ctx.step("four", () => "never");
      },
      read: (ctx) => ctx.step("three", () => 3),
    });
    const { runId } = await scoria.startRun(ana, plan);
    const run = await scoria.waitForRun(ana, runId, { until: "settled" });
    expect(run).toMatchObject({ output: expect.stringContaining("budget of 3 (maxSteps)") as string });
    expect((await scoria.getRunDetail(ana, runId)).handoff[0]).toMatchObject({
      status: "failed",
      error: { code: "RAIL_EXCEEDED" },
    });
  });
});
