import { EventEmitter } from "node:events";
import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { ana, createTestScoria } from "../../src/testing/create-test-scoria.ts";
import { onEachEngine } from "../on-each-engine.ts";

onEachEngine("a step", (engine) => {
  test("gives back what was recorded, on the first execution too", async () => {
    class Price {
      readonly cents = 5;
      double(): number {
        return this.cents * 2;
      }
    }
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async shape(ctx) {
          const seen = await ctx.step("seen", () => ({ at: new Date(0), price: new Price(), gone: undefined }));
          return { seen, keys: Object.keys(seen), nothing: (await ctx.step("nothing", () => undefined)) === undefined };
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "shape" } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "completed",
      output: { seen: { at: "1970-01-01T00:00:00.000Z", price: { cents: 5 } }, keys: ["at", "price"], nothing: true },
    });
  });

  test("that returns what JSON loses fails with a code that names the place, and is not tried again", async () => {
    let calls = 0;
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async bad(ctx) {
          await ctx.step("bad", () => ((calls += 1), { deep: { when: new Map() } }) as unknown as string, {
            readOnly: true,
          });
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "bad" } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "failed",
      error: { code: "STEP_RESULT_INVALID", message: expect.stringContaining("deep.when") as string },
    });
    expect(calls).toBe(1);
  });

  test("that returns a stream fails with a code instead of recording what the stream is made of", async () => {
    const streams: readonly (() => unknown)[] = [
      () => Readable.from(["a"]),
      () => ({ body: new ReadableStream() }),
      () => new EventEmitter(),
      () => ({ async *[Symbol.asyncIterator]() {} }),
    ];
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async stream(ctx) {
          const codes: unknown[] = [];
          for (const [at, stream] of streams.entries()) {
            const work = stream as () => string;
            await ctx.step(["stream", String(at)], work).catch((error: { code: unknown }) => codes.push(error.code));
          }
          return codes;
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "stream" } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      output: streams.map(() => "STEP_RESULT_INVALID"),
    });
  });

  test("that throws fails the run with the error as it was thrown, and nothing else of it", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async charge(ctx) {
          await ctx.step("charge", () => {
            throw Object.assign(new TypeError("card declined"), { code: "E_CARD" });
          });
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "charge" } });
    const run = await scoria.waitForRun(ana, runId, { until: "settled" });
    expect(run).toMatchObject({
      status: "failed",
      error: { name: "TypeError", message: "card declined", code: "E_CARD" },
    });
    expect(JSON.stringify(run)).not.toContain("steps.test");
    expect((await scoria.getRunDetail(ana, runId)).steps.at(-1)).toMatchObject({
      name: "charge",
      status: "failed",
      attempts: 1,
    });
    expect((await scoria.verifyEvidence(ana, runId)).ok).toBe(true);
  });

  test("may be caught by its handler, which goes on", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async lookup(ctx) {
          try {
            await ctx.step("primary", () => Promise.reject(new Error("down")));
          } catch (error) {
            const cause = error instanceof Error ? error.message : "";
            return ctx.step("fallback", () => `used the fallback: ${cause}`);
          }
          return "never";
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "lookup" } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      output: "used the fallback: down",
    });
  });

  test("is tried as often as it asks for, with the same idempotency key, and each failure is on record", async () => {
    const keys: string[] = [];
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async flaky(ctx) {
          return ctx.step(
            "flaky",
            ({ attempt, idempotencyKey }) => {
              keys.push(idempotencyKey);
              if (attempt < 3) throw new Error(`try ${attempt}`);
              return attempt;
            },
            { retry: { maxAttempts: 3, initialDelayMs: 1 } },
          );
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "flaky" } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ status: "completed", output: 3 });
    expect(new Set(keys).size).toBe(1);
    expect(keys).toHaveLength(3);
    expect(await scoria.entryTypes(ana, runId)).toEqual([
      "run.started",
      "step.failed_attempt",
      "step.failed_attempt",
      "step.completed",
      "run.completed",
    ]);
  });

  test("with an effect is tried once, one that only reads three times, unless it says otherwise", async () => {
    const tries = { effect: 0, read: 0 };
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async both(ctx) {
          await ctx.step("effect", () => ((tries.effect += 1), Promise.reject(new Error("no")))).catch(() => null);
          await ctx
            .step("read", () => ((tries.read += 1), Promise.reject(new Error("no"))), { readOnly: true })
            .catch(() => null);
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "both" } });
    await scoria.waitForRun(ana, runId, { until: "settled" });
    expect(tries).toEqual({ effect: 1, read: 3 });
  });

  test("past its time fails, its signal aborts, and what it returns later counts for nothing", async () => {
    let aborted = false;
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async slow(ctx) {
          return ctx.step(
            "slow",
            async ({ signal }) => {
              signal.addEventListener("abort", () => (aborted = true));
              await pause(150);
              return "late";
            },
            { timeoutMs: 20 },
          );
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "slow" } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "failed",
      error: { name: "TimeoutError", message: 'Step "slow" took longer than 20 ms.' },
    });
    expect(aborted).toBe(true);
    expect(await scoria.entryTypes(ana, runId)).toEqual(["run.started", "step.failed", "run.failed"]);
  });

  test("that takes long shows that it began", async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async long(ctx) {
          await ctx.step("long", () => gate);
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "long" } });
    await expect.poll(() => scoria.entryTypes(ana, runId)).toEqual(["run.started", "step.started"]);
    expect((await scoria.getRunDetail(ana, runId)).steps.at(-1)).toMatchObject({ name: "long", status: "running" });
    open();
    await scoria.waitForRun(ana, runId, { until: "settled" });
    expect(await scoria.entryTypes(ana, runId)).toEqual([
      "run.started",
      "step.started",
      "step.completed",
      "run.completed",
    ]);
  });

  test("refuses the run's own verbs inside its function", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async outer(ctx) {
          await ctx.step("outer", () => ctx.step("inner", () => 1));
        },
        async asks(ctx) {
          await ctx.step("asks", async () => {
            await ctx.requestApproval({ tool: "t", arguments: {} });
          });
        },
      },
    });
    for (const kind of ["outer", "asks"] as const) {
      const { runId } = await scoria.startRun(ana, { initialStep: { kind } });
      expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
        status: "failed",
        error: { code: "STEP_NESTED" },
      });
    }
  });

  test("may start another run, whose steps are its own", async () => {
    const scoria = await createTestScoria({
      engine,
      handlers: {
        async parent(ctx) {
          return ctx.step("spawn", async () => {
            const child: { runId: string } = await scoria.startRun(ctx.identity, { initialStep: { kind: "child" } });
            return (await scoria.waitForRun(ctx.identity, child.runId, { until: "settled" })).status;
          });
        },
        async child(ctx) {
          return ctx.step("work", () => "done");
        },
      },
    });
    await using _ = scoria;
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "parent" } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "completed",
      output: "completed",
    });
  });

  test("waits out a long back-off without its process: the run waits for a timer and goes on when it is due", async () => {
    let tries = 0;
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async patient(ctx) {
          return ctx.step("patient", () => ((tries += 1) === 1 ? Promise.reject(new Error("busy")) : tries), {
            retry: { maxAttempts: 2, initialDelayMs: 3_600_000, maxDelayMs: 3_600_000 },
          });
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "patient" } });
    const waiting = await scoria.waitForRun(ana, runId, { until: "waiting" });
    expect(waiting).toMatchObject({
      status: "waiting",
      waitingFor: { kind: "timer", until: expect.any(Date) as Date },
    });
    await expect(scoria.resumeRun(ana, runId)).rejects.toMatchObject({ code: "RUN_NOT_RESUMABLE" });
    await scoria.advance(3_600_001);
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ status: "completed", output: 2 });
  });

  test("is refused bad names and options, typed, in the handler", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async wrong(ctx) {
          const loose = ctx as { step(...args: readonly unknown[]): Promise<unknown> };
          const calls: readonly unknown[][] = [
            ["", () => 1],
            ["x".repeat(201), () => 1],
            [["a"], () => 1],
            [7, () => 1],
            ["a", "not a function"],
            ["a", () => 1, { retries: 3 }],
            ["a", () => 1, { retry: { maxAttempts: 0 } }],
            ["a", () => 1, { timeoutMs: -1 }],
          ];
          const codes: unknown[] = [];
          for (const call of calls)
            await loose.step(...call).catch((error: { code: unknown }) => codes.push(error.code));
          return codes;
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "wrong" } });
    const run = await scoria.waitForRun(ana, runId, { until: "settled" });
    expect(run).toMatchObject({
      output: [
        "INVALID_INPUT",
        "INVALID_INPUT",
        "INVALID_INPUT",
        "INVALID_INPUT",
        "INVALID_INPUT",
        "UNKNOWN_OPTION",
        "INVALID_INPUT",
        "INVALID_INPUT",
      ],
    });
  });
});
