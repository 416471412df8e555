import { afterEach, expect, test } from "vitest";
import { atFailPoint } from "../../src/fail-points.ts";
import type { HandlerContext, Lane, RunSummary } from "../../src/index.ts";
import type { LaneCall } from "../../src/lane/index.ts";
import { ana, bo, createTestScoria, quickWorker } from "../../src/testing/create-test-scoria.ts";
import { createTestDatabase } from "../../src/testing/test-databases.ts";
import { onEachEngine } from "../on-each-engine.ts";

/** Keeps its runs while a test moves the clock. */
const patientWorker = { ...quickWorker, leaseMs: 24 * 3_600_000, heartbeatMs: 3_600_000 };
const hourMs = 3_600_000;

interface ToolsStep {
  call(name: string, work: () => unknown): Promise<unknown>;
}

/** A lane whose only power is to make a tool call. */
function toolsLane(): Lane<"tools", { readonly step: ToolsStep }> {
  return {
    name: "tools",
    migrations: [],
    attach: () => ({
      step: (call: LaneCall) => ({
        call: (name, work) =>
          call.step([name, "call"], work as () => string, { kind: "tool", retry: { maxAttempts: 3 } }),
      }),
    }),
  };
}

function approvalOf(run: RunSummary): string {
  if (run.status === "waiting" && run.waitingFor.kind === "approval") return run.waitingFor.approvalId;
  throw new Error(`The run is ${run.status} and waits for no approval.`);
}

function observedOf(run: RunSummary): unknown {
  if (run.status !== "halted") throw new Error(`The run is ${run.status}.`);
  return (run.error.details as { readonly observed: unknown }).observed;
}

let undo: (() => void) | undefined;
afterEach(() => undo?.());

onEachEngine("a run that meets a rail", (engine) => {
  test("of steps begins exactly as many as it may, also side by side", async () => {
    let begun = 0;
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async wide(ctx) {
          await Promise.all(Array.from({ length: 20 }, (_, at) => ctx.step(["wide", String(at)], () => (begun += 1))));
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "wide" }, rails: { maxSteps: 10 } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "halted",
      error: { code: "RAIL_EXCEEDED", details: { rail: "maxSteps", limit: 10, observed: 10 } },
    });
    expect(begun).toBe(10);
    expect((await scoria.getRunDetail(ana, runId)).entries.at(-1)).toMatchObject({
      type: "run.halted",
      payload: { rail: "maxSteps", limit: 10, observed: 10 },
    });
    expect((await scoria.verifyEvidence(ana, runId)).ok).toBe(true);
  });

  test("of entries begins exactly as many as there is room for, also side by side", async () => {
    let begun = 0;
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async wide(ctx) {
          await Promise.all(Array.from({ length: 50 }, (_, at) => ctx.step(["wide", String(at)], () => (begun += 1))));
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "wide" }, rails: { maxEntries: 20 } });
    await scoria.waitForRun(ana, runId, { until: "settled" });
    expect(begun).toBe(19);
  });

  test("counts each attempt, and is halted between two of them", async () => {
    let begun = 0;
    await using scoria = await createTestScoria({
      engine,
      rails: { maxSteps: 4 },
      handlers: {
        flaky: (ctx) =>
          ctx.step(
            "flaky",
            (): string => {
              begun += 1;
              throw new Error("not yet");
            },
            { retry: { maxAttempts: 10, initialDelayMs: 1 } },
          ),
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "flaky" } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "halted",
      error: { details: { rail: "maxSteps", limit: 4, observed: 4 } },
    });
    expect(begun).toBe(4);
  });

  test("counts what earlier executions did, through a pause, a retry and another process", async () => {
    const on = await createTestDatabase(engine);
    let begun = 0;
    let broken = true;
    const handlers = {
      async long(ctx: HandlerContext) {
        await Promise.all([1, 2, 3].map((at) => ctx.step(["before", String(at)], () => (begun += 1))));
        await ctx.step("breaks", () => {
          begun += 1;
          if (broken) throw new Error("broken");
        });
        await ctx.requestApproval({ tool: "go-on", arguments: {} });
        await Promise.all(Array.from({ length: 9 }, (_, at) => ctx.step(["after", String(at)], () => (begun += 1))));
      },
    };
    try {
      const first = await createTestScoria({ on, handlers });
      const { runId } = await first.startRun(ana, { initialStep: { kind: "long" }, rails: { maxSteps: 7 } });
      expect(await first.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ status: "failed" });
      broken = false;
      await first.retryRun(ana, runId);
      const waiting = await first.waitForRun(ana, runId, { until: "waiting" });
      await first.close();
      expect(begun).toBe(5);

      await using second = await createTestScoria({ on, handlers });
      await second.decideApproval(bo, approvalOf(waiting), { decision: "approved" });
      expect(await second.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
        status: "halted",
        error: { details: { rail: "maxSteps", limit: 7, observed: 7 } },
      });
      expect(begun).toBe(7);
    } finally {
      await on.drop();
    }
  });

  test("of tool calls counts those alone, each attempt of them, and shows them as tools", async () => {
    let calls = 0;
    let steps = 0;
    await using scoria = await createTestScoria({
      engine,
      lanes: { tools: toolsLane() },
      handlers: {
        async agent(ctx) {
          await Promise.all(Array.from({ length: 9 }, (_, at) => ctx.step(["plain", String(at)], () => (steps += 1))));
          for (let at = 0; ; at += 1) {
            await ctx.tools.call(`search-${at}`, () => {
              calls += 1;
              if (calls === 1) throw new Error("the first is lost");
              return calls;
            });
          }
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "agent" }, rails: { maxToolCalls: 5 } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "halted",
      error: { details: { rail: "maxToolCalls", limit: 5, observed: 5 } },
    });
    expect([steps, calls]).toEqual([9, 5]);
    const kinds = (await scoria.getRunDetail(ana, runId)).steps.map(({ name, kind }) => `${name}: ${kind}`);
    expect(kinds).toContain("search-0: tool");
    expect(kinds).toContain("plain: step");
  });

  test("of tool calls still takes plain steps when the calls are used up", async () => {
    await using scoria = await createTestScoria({
      engine,
      lanes: { tools: toolsLane() },
      handlers: {
        async agent(ctx) {
          await ctx.tools.call("search", () => "found");
          return ctx.step("summary", () => "done");
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "agent" }, rails: { maxToolCalls: 1 } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "done" });
  });

  test("of active time counts the time at work, by the database's clock", async () => {
    const ran: string[] = [];
    await using scoria = await createTestScoria({
      engine,
      worker: patientWorker,
      handlers: {
        async slow(ctx) {
          await ctx.step("slow", async () => {
            ran.push("slow");
            await scoria.advance(10_000);
          });
          await ctx.step("late", () => ran.push("late"));
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "slow" }, rails: { maxActiveMs: 9_000 } });
    const run = await scoria.waitForRun(ana, runId, { until: "settled" });
    expect(run).toMatchObject({ status: "halted", error: { details: { rail: "maxActiveMs", limit: 9_000 } } });
    expect(observedOf(run)).toBeGreaterThanOrEqual(10_000);
    expect(observedOf(run)).toBeLessThan(20_000);
    expect(ran).toEqual(["slow"]);
  });

  test("of active time does not count waiting, nor the queue", async () => {
    const on = await createTestDatabase(engine);
    const handlers = {
      async patient(ctx: HandlerContext) {
        await ctx.step("before", () => scoria.advance(4_000));
        await ctx.requestApproval({ tool: "go-on", arguments: {} });
        await ctx.step("between", () => scoria.advance(4_000));
        await ctx.sleep(hourMs);
        await ctx.step("within", () => scoria.advance(4_000));
        await ctx.step("beyond", () => "never");
      },
    };
    const scoria = await createTestScoria({ on, worker: false, handlers });
    try {
      const start = { initialStep: { kind: "patient" as const }, rails: { maxActiveMs: 11_500 } };
      const { runId } = await scoria.startRun(ana, start);
      await scoria.advance(hourMs);

      await using worker = await createTestScoria({ on, clock: scoria.clock, worker: patientWorker, handlers });
      const run = await worker.waitForRun(ana, runId, { until: "waiting" });
      await worker.advance(hourMs);
      await worker.decideApproval(bo, approvalOf(run), { decision: "approved" });
      for await (const { type } of worker.watchRun(ana, runId)) if (type === "timer.set") break;
      await worker.waitForRun(ana, runId, { until: "waiting" });
      await worker.advance(hourMs);
      const ended = await worker.waitForRun(ana, runId, { until: "settled" });
      expect(ended).toMatchObject({ status: "halted", error: { details: { rail: "maxActiveMs", limit: 11_500 } } });
      expect(observedOf(ended)).toBeGreaterThanOrEqual(12_000);
      expect(observedOf(ended)).toBeLessThan(60_000);
      const { steps } = await worker.getRunDetail(ana, runId);
      expect(steps.map(({ name }) => name)).toEqual(["patient", "before", "between", "within"]);
    } finally {
      await scoria.close();
      await on.drop();
    }
  });

  test("aborts the steps that are under way, and records nothing of them any more", async () => {
    const { promise: aborted, resolve: isAborted } = Promise.withResolvers<unknown>();
    const { promise: release, resolve: letGo } = Promise.withResolvers<void>();
    const { promise: done, resolve: isDone } = Promise.withResolvers<void>();
    await using scoria = await createTestScoria({
      engine,
      rails: { maxSteps: 3 },
      handlers: {
        async wide(ctx) {
          const stuck = ctx.step("stuck", ({ signal }) => {
            return new Promise<string>((resolve) => {
              signal.addEventListener("abort", () => {
                isAborted(signal.reason);
                resolve("too late");
              });
            });
          });
          const long = ctx.step("long", async () => {
            await release;
            isDone();
            return "too late";
          });
          await ctx.step("quick", () => "done");
          await ctx.step("beyond", () => "never");
          await Promise.all([stuck, long]);
        },
      },
    });
    // The end is in the journal, and this process is about to learn of it: a step that ends now ends too late.
    undo = atFailPoint("finish.after-commit", async () => {
      letGo();
      await done;
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "wide" } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ status: "halted" });
    expect(await aborted).toMatchObject({ code: "CLOSED" });
    expect((await scoria.entryTypes(ana, runId)).at(-1)).toBe("run.halted");
    const { steps } = await scoria.getRunDetail(ana, runId);
    expect(steps.filter(({ status }) => status === "completed").map(({ name }) => name)).toEqual(["quick"]);
  });

  test("is told the first of several: active time, steps, tool calls, entries, bytes", async () => {
    await using scoria = await createTestScoria({
      engine,
      worker: patientWorker,
      lanes: { tools: toolsLane() },
      handlers: {
        async agent(ctx) {
          for (let at = 0; ; at += 1) {
            await ctx.tools.call(`search-${at}`, async () => {
              await scoria.advance(1_000);
              return "x".repeat(at === 0 ? 1 : 600);
            });
          }
        },
      },
    });
    // Two calls of a second each, so that at the third every rail has been come to; the run.started alone has bytes.
    const all = { maxActiveMs: 2_000, maxSteps: 2, maxToolCalls: 2, maxEntries: 3, maxBytes: 600 };
    const order = ["maxActiveMs", "maxSteps", "maxToolCalls", "maxEntries", "maxBytes"] as const;
    for (const [at, rail] of order.entries()) {
      const rails = Object.fromEntries(order.slice(at).map((name) => [name, all[name]]));
      const { runId } = await scoria.startRun(ana, { initialStep: { kind: "agent" }, rails });
      expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ error: { details: { rail } } });
    }
  });
});

onEachEngine("the rails of a start", (engine) => {
  test("may only be tighter than the facade's; where it has none, any will do", async () => {
    await using scoria = await createTestScoria({
      engine,
      rails: { maxSteps: 5, maxActiveMs: 1_000 },
      handlers: { note: () => "done" },
    });
    const start = (rails: object) => scoria.startRun(ana, { initialStep: { kind: "note" }, rails });
    for (const rails of [{ maxSteps: 6 }, { maxActiveMs: 1_001 }]) {
      const [rail] = Object.keys(rails);
      await expect(start(rails)).rejects.toMatchObject({
        code: "UNSAFE_RUNTIME_OVERRIDE",
        details: { rail },
      });
    }
    for (const rails of [{ maxSteps: 0 }, { maxToolCalls: 1.5 }, { maxActiveMs: "5" }, { maxSteps: null }]) {
      await expect(start(rails)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    }
    await expect(start({ maxStep: 1 })).rejects.toMatchObject({
      code: "UNKNOWN_OPTION",
      details: { nearest: "maxSteps" },
    });
    expect((await scoria.listRuns(ana)).runs).toEqual([]);

    const { runId } = await start({ maxSteps: 5, maxToolCalls: 1_000 });
    const [started] = (await scoria.getRunDetail(ana, runId)).entries;
    expect(started?.payload).toMatchObject({
      rails: { maxSteps: 5, maxActiveMs: 1_000, maxToolCalls: 1_000, maxEntries: 10_000, maxBytes: 8_388_608 },
    });
  });

  test("are no part of what the key of a start is for, unless the caller gave them", async () => {
    const on = await createTestDatabase(engine);
    try {
      const handlers = { note: () => "done" };
      const start = { initialStep: { kind: "note" as const }, idempotencyKey: "k" };
      const before = await createTestScoria({ on, rails: { maxSteps: 5 }, handlers });
      const { runId } = await before.startRun(ana, start);
      await before.close();
      await using after = await createTestScoria({ on, rails: { maxSteps: 9 }, handlers });
      expect(await after.startRun(ana, start)).toMatchObject({ runId });
      await expect(after.startRun(ana, { ...start, rails: { maxSteps: 5 } })).rejects.toMatchObject({
        code: "IDEMPOTENCY_MISMATCH",
      });
    } finally {
      await on.drop();
    }
  });
});
