import { expect, test } from "vitest";
import { z } from "zod";
import { createScoria, type HandlerContext } from "../../src/index.ts";
import { ana, bo, createTestScoria, eve } from "../../src/testing/create-test-scoria.ts";
import { createTestDatabase } from "../../src/testing/test-databases.ts";
import { onEachEngine } from "../on-each-engine.ts";

onEachEngine("starting a run", (engine) => {
  test("with a key seen before answers with the same run, fifty times at once", async () => {
    let executions = 0;
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async once(ctx) {
          return ctx.step("once", () => (executions += 1));
        },
      },
    });
    const start = { initialStep: { kind: "once" }, input: { a: 1 }, idempotencyKey: "k-1" } as const;
    const runs = await Promise.all(Array.from({ length: 50 }, () => scoria.startRun(ana, start)));
    expect(new Set(runs.map((run) => run.runId)).size).toBe(1);
    const runId = runs[0]?.runId ?? "";
    await scoria.waitForRun(ana, runId, { until: "settled" });
    expect(await scoria.startRun(ana, start)).toMatchObject({ runId, status: "completed" });
    expect(executions).toBe(1);
    expect((await scoria.listRunsForSession(ana)).runs).toHaveLength(1);
  });

  test("with a key used for something else is refused, and starts nothing", async () => {
    await using scoria = await createTestScoria({ engine, handlers: { once: async () => 1 } });
    const start = { initialStep: { kind: "once" }, input: { a: 1 }, idempotencyKey: "k-1" } as const;
    const { runId } = await scoria.startRun(ana, start);
    const others = [
      () => scoria.startRun(ana, { ...start, input: { a: 2 } }),
      () => scoria.startRun(ana, { ...start, metadata: { more: true } }),
      () => scoria.startRun(ana, { ...start, rootRole: "planner" }),
      () => scoria.startRun(bo, start),
    ];
    for (const other of others) {
      await expect(other()).rejects.toMatchObject({ code: "IDEMPOTENCY_MISMATCH", details: { runId } });
    }
    expect((await scoria.listRunsForSession(ana)).runs).toHaveLength(1);
  });

  test("under one key in two tenants gives two runs", async () => {
    await using scoria = await createTestScoria({ engine, handlers: { once: async () => 1 } });
    const start = { initialStep: { kind: "once" }, idempotencyKey: "k-1" } as const;
    const [own, foreign] = await Promise.all([scoria.startRun(ana, start), scoria.startRun(eve, start)]);
    expect(own.runId).not.toBe(foreign.runId);
  });

  test("checks the input by the handler's schema, which gives it its defaults", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        order: {
          input: z.object({ orderId: z.string(), count: z.number().default(1), due: z.coerce.date().optional() }),
          run: async (ctx) => ctx.input,
        },
      },
    });
    const { runId } = await scoria.startRun(ana, {
      initialStep: { kind: "order" },
      input: { orderId: "1", due: "2026-01-02" },
    });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      output: { orderId: "1", count: 1, due: "2026-01-02T00:00:00.000Z" },
    });
    const wrong = { orderId: 7, secret: "sk-live-do-not-repeat" } as never;
    const refused = await scoria
      .startRun(ana, { initialStep: { kind: "order" }, input: wrong })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "INVALID_INPUT", details: { path: "input.orderId" } });
    expect(JSON.stringify(refused) + String(refused)).not.toContain("sk-live");
  });

  test("takes the input as it was at the call: what the caller changes later has no effect", async () => {
    await using scoria = await createTestScoria({ engine, handlers: { echo: async (ctx) => ctx.input } });
    let reads = 0;
    const input = {
      list: [1],
      get twice() {
        return (reads += 1);
      },
    };
    const starting = scoria.startRun(ana, { initialStep: { kind: "echo" }, input });
    input.list.push(2);
    const { runId } = await starting;
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      output: { list: [1], twice: 1 },
    });
  });

  test("gives the handler its input frozen, so that no step can change what a later execution does not see", async () => {
    const spoil = (input: unknown): void => void ((input as { order: { lines: number[] } }).order.lines[0] = 9);
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async spoils(ctx) {
          const caught = await ctx.step("spoil", () => spoil(ctx.input)).catch((error: Error) => error.name);
          const frozenIdentity = Object.isFrozen(ctx.identity) && Object.isFrozen(ctx.identity.metadata);
          await ctx.requestApproval({ tool: "go", arguments: { input: ctx.input } });
          return { caught, frozenIdentity, input: ctx.input };
        },
      },
    });
    const input = { order: { lines: [1, 2] } };
    const { runId, approvalId } = await scoria.startWaitingRun(ana, { initialStep: { kind: "spoils" }, input });
    await scoria.decideApproval(bo, approvalId, { decision: "approved" });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "completed",
      output: { caught: "TypeError", frozenIdentity: true, input },
    });
    expect((await scoria.getRunDetail(ana, runId)).input).toEqual(input);
  });

  test("refuses what it does not know, names what was meant, and stores nothing", async () => {
    await using scoria = await createTestScoria({ engine, handlers: { refund: async () => 1 } });
    const start = (who: unknown, options: unknown): Promise<unknown> => scoria.startRun(who as never, options as never);
    const step = { initialStep: { kind: "refund" } };
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    const cases: readonly [unknown, unknown, string, string][] = [
      [ana, { ...step, handler: {} }, "UNKNOWN_OPTION", "startRun"],
      [ana, { ...step, metdata: {} }, "UNKNOWN_OPTION", '"metadata"'],
      [ana, { initialStep: { kind: "refnd" } }, "HANDLER_MISSING", "refund"],
      [ana, { initialStep: { kind: "" } }, "INVALID_INPUT", "kind"],
      [ana, { initialStep: { kind: "refund", sequence: 1 } }, "UNKNOWN_OPTION", "initialStep"],
      [ana, { input: { a: 1 } }, "INVALID_INPUT", "initialStep"],
      [ana, { ...step, input: cyclic }, "INVALID_INPUT", "input"],
      [ana, { ...step, input: { n: Number.NaN } }, "INVALID_INPUT", "input.n"],
      [ana, { ...step, input: { big: 1n } }, "INVALID_INPUT", "input.big"],
      [ana, { ...step, input: JSON.parse('{"__proto__":{"admin":true}}') }, "INVALID_INPUT", "input"],
      [ana, { ...step, input: { text: "a\u0000b" } }, "INVALID_INPUT", "input.text"],
      [ana, { ...step, input: { text: "x".repeat(300_000) } }, "PAYLOAD_TOO_LARGE", "262144"],
      [ana, { ...step, input: JSON.parse("[".repeat(7000) + "]".repeat(7000)) }, "INVALID_INPUT", "64"],
      [ana, { ...step, metadata: [] }, "INVALID_INPUT", "metadata"],
      [ana, { ...step, idempotencyKey: " " }, "INVALID_INPUT", "idempotencyKey"],
      [ana, { ...step, rails: { maxEntries: 1e9 } }, "UNSAFE_RUNTIME_OVERRIDE", "rails.maxEntries"],
      [{ actorId: "ana", tenantId: "acme" }, step, "INVALID_IDENTITY", "scoria.identity"],
      [undefined, step, "INVALID_IDENTITY", "scoria.identity"],
      [scoria.operator({ actorId: "ops", tenants: ["acme"] }), step, "INVALID_IDENTITY", "identity"],
    ];
    for (const [who, options, code, says] of cases) {
      await expect(start(who, options)).rejects.toMatchObject({
        code,
        message: expect.stringContaining(says) as string,
      });
    }
    expect((await scoria.listRunsForSession(ana)).runs).toEqual([]);
  });

  test("in a process that executes nothing queues it, and a process that does takes it", async () => {
    const on = await createTestDatabase(engine);
    try {
      await using web = await createTestScoria({ on, worker: false });
      const { runId, status } = await web.startRun(ana, { initialStep: { kind: "job" }, input: 2 });
      expect(status).toBe("queued");
      await using worker = await createTestScoria({ on, handlers: { job: async (ctx) => [ctx.input, ctx.role] } });
      expect(await web.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: [2, "executor"] });
      expect(await worker.entryTypes(ana, runId)).toEqual(["run.started", "run.completed"]);
    } finally {
      await on.drop();
    }
  });

  test("beyond the number of runs a process executes at once queues the rest, and all of them end", async () => {
    let running = 0;
    let most = 0;
    await using scoria = await createTestScoria({
      engine,
      worker: { concurrency: 4, pollMs: 50 },
      handlers: {
        async job(ctx) {
          await ctx.step("work", async () => {
            most = Math.max(most, (running += 1));
            await new Promise((resolve) => setTimeout(resolve, 5));
            running -= 1;
          });
        },
      },
    });
    const runs = await Promise.all(
      Array.from({ length: 40 }, () => scoria.startRun(ana, { initialStep: { kind: "job" } })),
    );
    await Promise.all(runs.map(({ runId }) => scoria.waitForRun(ana, runId, { until: "settled" })));
    expect(most).toBe(4);
  });
});

onEachEngine("a run that meets a rail", (engine) => {
  test("is halted before the next step begins, and says which rail, its limit and what was observed", async () => {
    let begun = 0;
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async loop(ctx) {
          for (;;) await ctx.step("again", () => (begun += 1));
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "loop" }, rails: { maxEntries: 10 } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "halted",
      error: { code: "RAIL_EXCEEDED", details: { rail: "maxEntries", limit: 10, observed: 10 } },
    });
    expect(begun).toBe(9);
    expect((await scoria.getRunDetail(ana, runId)).entries.at(-1)).toMatchObject({
      type: "run.halted",
      payload: { rail: "maxEntries", limit: 10, observed: 10 },
    });
    expect((await scoria.verifyEvidence(ana, runId)).ok).toBe(true);
  });

  test("counts parallel steps that are under way", async () => {
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
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ status: "halted" });
    expect(begun).toBeLessThanOrEqual(20);
  });

  test("of bytes keeps the result that passed it, and begins nothing more", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async fat(ctx) {
          for (let at = 0; at < 10; at += 1) await ctx.step("fat", () => "x".repeat(4_000));
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "fat" }, rails: { maxBytes: 10_000 } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "halted",
      error: { details: { rail: "maxBytes", limit: 10_000 } },
    });
    expect((await scoria.entryTypes(ana, runId)).filter((type) => type === "step.completed")).toHaveLength(3);
  });
});

onEachEngine("closing", (engine) => {
  test("lets the step under way be recorded and hands the run back; another process goes on where it stopped", async () => {
    const ran: string[] = [];
    const { promise: begun, resolve: hasBegun } = Promise.withResolvers<void>();
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const on = await createTestDatabase(engine);
    try {
      const work = (name: string) => async (ctx: HandlerContext) => {
        await ctx.step("one", async () => {
          ran.push(`one by ${name}`);
          hasBegun();
          await gate;
        });
        await ctx.step("two", () => ran.push(`two by ${name}`));
      };
      const first = await createTestScoria({ on, handlers: { work: work("first") } });
      const { runId } = await first.startRun(ana, { initialStep: { kind: "work" } });
      await begun;
      const closing = first.close();
      open();
      await closing;
      await using second = await createTestScoria({ on, handlers: { work: work("second") } });
      expect(await second.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ status: "completed" });
      expect(ran).toEqual(["one by first", "two by second"]);
      expect(await second.entryTypes(ana, runId)).toEqual([
        "run.started",
        "step.completed",
        "run.handed_back",
        "run.resumed",
        "step.completed",
        "run.completed",
      ]);
    } finally {
      await on.drop();
    }
  });

  test("refuses every verb afterwards with a code, and may be done twice", async () => {
    const scoria = await createTestScoria({ engine, handlers: { once: async () => 1 } });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "once" } });
    await Promise.all([scoria.close(), scoria.close()]);
    const calls = [
      () => scoria.startRun(ana, {}),
      () => scoria.getRun(ana, runId),
      () => scoria.getRunDetail(ana, runId),
      () => scoria.listRunsForSession(ana),
      () => scoria.listApprovals(ana),
      () => scoria.resumeRun(ana, runId),
      () => scoria.waitForRun(ana, runId, { until: "settled" }),
      () => scoria.verifyEvidence(ana, runId),
      () => scoria.exportEvidence(ana, runId),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: "CLOSED" });
  });
});

test("createScoria refuses options that are not what they should be, naming them", async () => {
  const create = createScoria as (options?: unknown) => Promise<unknown>;
  const cases: readonly [unknown, string, string][] = [
    [{ database: undefined }, "INVALID_INPUT", "database is undefined"],
    [{ database: "mysql://root:hunter2@db" }, "INVALID_INPUT", "postgres://"],
    [{ databse: "memory:" }, "UNKNOWN_OPTION", '"database"'],
    [{ database: "memory:", handlers: { x: {} } }, "INVALID_INPUT", "handlers.x"],
    [{ database: "memory:", handlers: { x: { run() {} } } }, "INVALID_INPUT", "handlers.x"],
    [{ database: "memory:", worker: { leaseMs: 1000, heartbeatMs: 900 } }, "INVALID_INPUT", "worker.heartbeatMs"],
    [{ database: "memory:", worker: { concurrency: 0 } }, "INVALID_INPUT", "worker.concurrency"],
    [{ database: "memory:", lanes: { a: { name: "b", migrations: [], attach: () => ({}) } } }, "LANE_INVALID", '"a"'],
    [
      { database: "memory:", lanes: { startRun: { name: "startRun", migrations: [], attach: () => ({}) } } },
      "LANE_INVALID",
      "core",
    ],
    [{ database: "memory:", logger: {} }, "INVALID_INPUT", "logger"],
    ["memory:", "INVALID_INPUT", "createScoria"],
  ];
  for (const [options, code, says] of cases) {
    const refused = await create(options).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code, message: expect.stringContaining(says) as string });
    expect(String(refused)).not.toContain("hunter2");
  }
});
