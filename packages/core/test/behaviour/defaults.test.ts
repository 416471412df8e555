import { expect, test } from "vitest";
import { type HandlerContext, type Logger, type RuntimeDefaults, type RuntimeOverlay } from "../../src/index.ts";
import { ana, bo, createTestScoria, cy, eve } from "../../src/testing/create-test-scoria.ts";
import { createTestDatabase } from "../../src/testing/test-databases.ts";
import { onEachEngine } from "../on-each-engine.ts";

const builtIn = {
  provider: "openai",
  model: "gpt-5-mini",
  promptPolicy: {
    policyKey: "default",
    promptRef: null,
    promptVersion: null,
    toolsAllowed: true,
    groundingRequired: false,
    approvalRequired: false,
    metadata: {},
  },
};
const note = { initialStep: { kind: "note" as const } };
const handlers = { note: (ctx: HandlerContext) => ctx.step("see", () => ctx.runtime) };

/** The runtime as a handler sees it that does not care for its type. */
interface Loose {
  model: string;
  promptPolicy: { toolsAllowed: boolean; metadata: { nested: { list: number[] } } };
}

onEachEngine("the runtime of a run", (engine) => {
  test("is the built-in one where nobody says anything, the same for its handler, its readers and its journal", async () => {
    await using scoria = await createTestScoria({ engine, handlers });
    const { runId } = await scoria.startRun(ana, note);
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: builtIn });
    const { runtime, entries } = await scoria.getRunDetail(ana, runId);
    expect(runtime).toEqual(builtIn);
    expect(entries[0]).toMatchObject({ type: "run.started", payload: { runtime: builtIn } });
    // A run without a step has one too.
    const empty = await scoria.startRun(ana, {});
    expect((await scoria.getRunDetail(ana, empty.runId)).runtime).toEqual(builtIn);
  });

  test("is laid over from the app, the tenant, the actor and the call, field by field; only metadata is merged", async () => {
    const asked: unknown[] = [];
    await using scoria = await createTestScoria({
      engine,
      handlers,
      defaults: {
        provider: "app",
        promptPolicy: {
          policyKey: "app",
          promptRef: "app-prompt",
          metadata: { a: "app", b: "app", c: "app", d: "app" },
        },
        tenant: async (tenantId) => {
          asked.push(tenantId);
          return tenantId === "acme"
            ? {
                model: "tenant-model",
                promptPolicy: { promptVersion: "t1", groundingRequired: true, metadata: { b: "t", c: "t" } },
              }
            : null;
        },
        actor: (identity) => {
          asked.push(identity);
          return identity.actorId === "ana"
            ? { model: "actor-model", promptPolicy: { toolsAllowed: false, metadata: { c: "actor" } } }
            : undefined;
        },
      },
    });
    const runtimeOf = async (who: typeof ana, runtime?: RuntimeOverlay) => {
      const { runId } = await scoria.startRun(who, { ...note, ...(runtime === undefined ? {} : { runtime }) });
      return (await scoria.getRunDetail(who, runId)).runtime;
    };
    const forActor = {
      provider: "app",
      model: "actor-model",
      promptPolicy: {
        policyKey: "app",
        promptRef: "app-prompt",
        promptVersion: "t1",
        toolsAllowed: false,
        groundingRequired: true,
        approvalRequired: false,
        metadata: { a: "app", b: "t", c: "actor", d: "app" },
      },
    };
    expect(await runtimeOf(ana)).toEqual(forActor);
    expect(asked).toEqual(["acme", ana]);
    const call = {
      provider: "call",
      promptPolicy: { promptRef: null, approvalRequired: true, metadata: { d: "call" } },
    };
    expect(await runtimeOf(ana, call)).toEqual({
      provider: "call",
      model: "actor-model",
      promptPolicy: {
        ...forActor.promptPolicy,
        promptRef: null,
        approvalRequired: true,
        metadata: { a: "app", b: "t", c: "actor", d: "call" },
      },
    });
    expect(await runtimeOf(bo)).toMatchObject({ model: "tenant-model", promptPolicy: { toolsAllowed: true } });
    expect(await runtimeOf(eve)).toMatchObject({ model: "gpt-5-mini", promptPolicy: { groundingRequired: false } });
  });

  test("may be tightened by a call, never loosened; the host's own overlays may do both", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers,
      defaults: {
        promptPolicy: { toolsAllowed: false, groundingRequired: true, approvalRequired: true },
        tenant: (tenantId) => (tenantId === "acme" ? {} : { promptPolicy: { toolsAllowed: true } }),
      },
    });
    const start = (who: typeof ana, promptPolicy: RuntimeOverlay["promptPolicy"] & {}) =>
      scoria.startRun(who, { ...note, runtime: { promptPolicy } });
    const loosened = [{ toolsAllowed: true }, { groundingRequired: false }, { approvalRequired: false }];
    for (const policy of loosened) {
      const [field] = Object.keys(policy);
      await expect(start(ana, policy)).rejects.toMatchObject({
        code: "UNSAFE_RUNTIME_OVERRIDE",
        details: { field },
        message: expect.stringContaining(`runtime.promptPolicy.${field}`) as string,
      });
    }
    expect((await scoria.listRuns(ana)).runs).toEqual([]);
    // As it is already, and tighter.
    await start(ana, { toolsAllowed: false, groundingRequired: true, approvalRequired: true });
    const { runId } = await start(eve, { toolsAllowed: true });
    const tight = await start(eve, { toolsAllowed: false });
    expect((await scoria.getRunDetail(eve, runId)).runtime?.promptPolicy.toolsAllowed).toBe(true);
    expect((await scoria.getRunDetail(eve, tight.runId)).runtime?.promptPolicy.toolsAllowed).toBe(false);
  });

  test("stays as it was when another process with other defaults goes on with it", async () => {
    const on = await createTestDatabase(engine);
    const asks = {
      async ask(ctx: HandlerContext) {
        const before = ctx.runtime?.model;
        await ctx.requestApproval({ tool: "go-on", arguments: {} });
        return { before, after: ctx.runtime?.model, policyKey: ctx.runtime?.promptPolicy.policyKey };
      },
    };
    try {
      const first = await createTestScoria({ on, defaults: { model: "old" }, handlers: asks });
      const { runId, approvalId } = await first.startWaitingRun(ana, { initialStep: { kind: "ask" } });
      await first.close();
      const defaults = { model: "new", promptPolicy: { policyKey: "new" } };
      await using second = await createTestScoria({ on, defaults, handlers: asks });
      await second.decideApproval(bo, approvalId, { decision: "approved" });
      expect(await second.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
        output: { before: "old", after: "old", policyKey: "default" },
      });
      expect((await second.getRunDetail(ana, runId)).runtime?.model).toBe("old");
      const { runId: next } = await second.startRun(ana, { initialStep: { kind: "ask" } });
      expect((await second.getRunDetail(ana, next)).runtime?.model).toBe("new");
    } finally {
      await on.drop();
    }
  });

  test("is part of what an approval is bound to, as the policy it was asked under", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async ask(ctx) {
          await ctx.requestApproval({ tool: "refund", arguments: { cents: 1 } });
        },
      },
      defaults: { actor: ({ actorId }) => ({ promptPolicy: { policyKey: `for-${actorId}` } }) },
    });
    await scoria.startWaitingRun(ana, { initialStep: { kind: "ask" } });
    await scoria.startWaitingRun(bo, { initialStep: { kind: "ask" } });
    const { approvals } = await scoria.listApprovals(cy);
    expect(approvals.map(({ policy }) => policy)).toEqual([
      { ...builtIn.promptPolicy, policyKey: "for-bo" },
      { ...builtIn.promptPolicy, policyKey: "for-ana" },
    ]);
    expect(new Set(approvals.map(({ argumentsHash }) => argumentsHash)).size).toBe(2);
  });

  test("cannot be changed by its handler, all the way down", async () => {
    await using scoria = await createTestScoria({
      engine,
      defaults: { promptPolicy: { metadata: { nested: { list: [1] } } } },
      handlers: {
        vandal(ctx) {
          const runtime = ctx.runtime as unknown as Loose;
          const attempts = [
            () => (runtime.model = "mine"),
            () => (runtime.promptPolicy.toolsAllowed = true),
            () => (runtime.promptPolicy.metadata.nested.list[0] = 2),
          ];
          return attempts.map((attempt) => {
            try {
              attempt();
              return "changed";
            } catch {
              return "refused";
            }
          });
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "vandal" } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      output: ["refused", "refused", "refused"],
    });
  });

  test("is no part of what the key of a start is for, but what the caller gave is", async () => {
    const on = await createTestDatabase(engine);
    try {
      const keyed = { ...note, idempotencyKey: "k" };
      const before = await createTestScoria({ on, defaults: { model: "old" }, handlers });
      const { runId } = await before.startRun(ana, keyed);
      await before.close();
      await using after = await createTestScoria({ on, defaults: { model: "new" }, handlers });
      expect(await after.startRun(ana, keyed)).toMatchObject({ runId });
      expect((await after.getRunDetail(ana, runId)).runtime?.model).toBe("old");
      await expect(after.startRun(ana, { ...keyed, runtime: { model: "old" } })).rejects.toMatchObject({
        code: "IDEMPOTENCY_MISMATCH",
      });
    } finally {
      await on.drop();
    }
  });

  test("is asked for once for many starts of one call", async () => {
    let asked = 0;
    await using scoria = await createTestScoria({
      engine,
      handlers,
      defaults: { tenant: () => ({ model: `m${(asked += 1)}` }) },
    });
    await scoria.startRuns(
      ana,
      Array.from({ length: 20 }, () => note),
    );
    expect(asked).toBe(1);
  });
});

onEachEngine("an overlay function that", (engine) => {
  const secret = "sk-proj-Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4";
  const never = new Promise<never>(() => {});
  const loop = { self: {} as object };
  loop.self = loop;
  const answers: readonly [string, string, () => unknown][] = [
    [
      "throws",
      "INVALID_INPUT",
      () => {
        throw new Error(`no route to ${secret}`);
      },
    ],
    [
      "throws nothing at all",
      "INVALID_INPUT",
      () => {
        throw undefined;
      },
    ],
    ["rejects", "INVALID_INPUT", () => Promise.reject(new Error(secret))],
    ["answers text", "INVALID_INPUT", () => secret],
    ["answers a number", "INVALID_INPUT", () => 7],
    ["answers a list", "INVALID_INPUT", () => [secret]],
    ["answers another field", "UNKNOWN_OPTION", () => ({ modle: secret })],
    ["answers a field of another kind", "INVALID_INPUT", () => ({ model: { secret } })],
    ["answers a blank model", "INVALID_INPUT", () => ({ model: "  " })],
    ["answers a policy that is text", "INVALID_INPUT", () => ({ promptPolicy: secret })],
    ["answers a switch that is text", "INVALID_INPUT", () => ({ promptPolicy: { toolsAllowed: "false" } })],
    ["answers metadata that is no data", "INVALID_INPUT", () => ({ promptPolicy: { metadata: loop } })],
    [
      "answers too much metadata",
      "PAYLOAD_TOO_LARGE",
      () => ({ promptPolicy: { metadata: { a: "x".repeat(17_000) } } }),
    ],
    [
      "answers what throws when it is read",
      "INVALID_INPUT",
      () => ({
        get model(): string {
          throw new Error(secret);
        },
      }),
    ],
    [
      "answers a proxy that throws",
      "INVALID_INPUT",
      () =>
        new Proxy(
          {},
          {
            ownKeys: () => {
              throw new Error(secret);
            },
          },
        ),
    ],
  ];

  test("does not answer with an overlay starts nothing, and is refused without a word of what it said", async () => {
    const lines: string[] = [];
    const write = (message: string): void => void lines.push(message);
    const logger: Logger = { debug: write, info: write, warn: write, error: write };
    let answer = (): unknown => undefined;
    const say = (): never => answer() as never;
    for (const place of ["tenant", "actor"] as const) {
      const defaults: RuntimeDefaults = place === "tenant" ? { tenant: say } : { actor: say };
      await using scoria = await createTestScoria({ engine, handlers, logger, defaults });
      for (const [name, code, given] of answers) {
        answer = given;
        const refusal: unknown = await scoria.startRun(ana, note).catch((error: unknown) => error);
        expect(refusal, name).toMatchObject({
          code,
          message: expect.stringContaining(name.startsWith("answers too") ? "metadata" : `defaults.${place}`) as string,
        });
        expect(JSON.stringify([refusal, String(refusal)]), name).not.toContain(secret);
      }
      expect((await scoria.listRuns(ana)).runs).toEqual([]);
      expect(lines.join()).not.toContain(secret);
      expect(lines.join()).toContain(`defaults.${place} threw`);
      answer = () => undefined;
      await scoria.startRun(ana, note);
    }
  });

  test("does not answer in time is not waited for", async () => {
    await using scoria = await createTestScoria({ engine, handlers, defaults: { tenant: () => never } });
    const refused = expect(scoria.startRun(ana, note)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringContaining("defaults.tenant did not answer within 5000 ms") as string,
    });
    await scoria.advance(5_001);
    await refused;
    expect((await scoria.listRuns(ana)).runs).toEqual([]);
  });

  test("is not asked when the start itself is refused", async () => {
    let asked = 0;
    await using scoria = await createTestScoria({ engine, handlers, defaults: { actor: () => void (asked += 1) } });
    for (const runtime of [{ modle: "x" }, { model: "" }, { promptPolicy: { toolsAllowed: 1 } }, 7, null]) {
      const refused = scoria.startRun(ana, { ...note, runtime } as never);
      await expect(refused).rejects.toMatchObject({
        code: expect.stringMatching(/^(INVALID_INPUT|UNKNOWN_OPTION)$/) as string,
      });
    }
    expect(asked).toBe(0);
  });
});
