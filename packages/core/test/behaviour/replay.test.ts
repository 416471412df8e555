import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Handler } from "../../src/index.ts";
import { ana, bo, createTestScoria, type TestScoria } from "../../src/testing/create-test-scoria.ts";
import { createTestDatabase, type TestDatabase, type TestEngine } from "../../src/testing/test-databases.ts";
import { onEachEngine } from "../on-each-engine.ts";

const items = ["A", "B", "C"];

/** Starts a run under one version of a handler, waits for its approval, and goes on under another. */
async function acrossRestart(
  engine: TestEngine,
  before: Handler,
  after: Handler,
  then: (scoria: TestScoria, runId: string, approvalId: string, on: TestDatabase) => Promise<void>,
): Promise<void> {
  const on = await createTestDatabase(engine);
  try {
    const first = await createTestScoria({ on, handlers: { work: before } });
    const { runId, approvalId } = await first.startWaitingRun(ana, { initialStep: { kind: "work" } });
    await first.close();
    await using second = await createTestScoria({ on, handlers: { work: after } });
    await then(second as unknown as TestScoria, runId, approvalId, on);
  } finally {
    await on.drop();
  }
}

const approve = async (scoria: TestScoria, runId: string, approvalId: string): Promise<unknown> => {
  await scoria.decideApproval(bo, approvalId, { decision: "approved" });
  return scoria.waitForRun(ana, runId, { until: "waiting" });
};

onEachEngine("a resumed handler", (engine) => {
  test("answers finished steps from the journal and runs none of them again", async () => {
    let effects = 0;
    const handler: Handler = async (ctx) => {
      const one = await ctx.step("one", () => (effects += 1));
      await ctx.requestApproval({ tool: "go", arguments: { one } });
      return ctx.step("two", () => one + (effects += 1));
    };
    await acrossRestart(engine, handler, handler, async (scoria, runId, approvalId) => {
      expect(await approve(scoria, runId, approvalId)).toMatchObject({ status: "completed", output: 3 });
      expect(effects).toBe(2);
    });
  });

  test("gives every parallel branch its own results, whatever the order in which they finished", async () => {
    const handler: Handler = async (ctx) => {
      const seen = await Promise.all(
        items.map(async (item, at) => {
          // Later items finish first.
          const quote = await ctx.step(["quote", item], () => pause(60 - at * 25, `quoted-${item}`));
          const charge = await ctx.step(["charge", item], () => pause(at * 10, `charged-${item}`));
          return `${item}:${quote}:${charge}`;
        }),
      );
      await ctx.requestApproval({ tool: "go", arguments: seen });
      return seen;
    };
    await acrossRestart(engine, handler, handler, async (scoria, runId, approvalId) => {
      expect(await approve(scoria, runId, approvalId)).toMatchObject({
        status: "completed",
        output: items.map((item) => `${item}:quoted-${item}:charged-${item}`),
      });
    });
  });

  test("tells parallel steps of one name apart when they are called in one go", async () => {
    const handler: Handler = async (ctx) => {
      const all = await Promise.all(items.map((item, at) => ctx.step("same", () => pause(50 - at * 20, item))));
      const again = await Promise.all(items.map((item, at) => ctx.step("same", () => pause(at * 5, `${item}2`))));
      await ctx.requestApproval({ tool: "go", arguments: {} });
      return [...all, ...again];
    };
    await acrossRestart(engine, handler, handler, async (scoria, runId, approvalId) => {
      expect(await approve(scoria, runId, approvalId)).toMatchObject({
        status: "completed",
        output: ["A", "B", "C", "A2", "B2", "C2"],
      });
    });
  });

  test("sees a race decided as it was the first time", async () => {
    const handler: Handler = async (ctx) => {
      const order: string[] = [];
      const branch = async (name: string, ms: number): Promise<string> => {
        const done = await ctx.step(name, () => pause(ms, name));
        order.push(done);
        return done;
      };
      const slow = branch("slow", 60);
      const winner = await Promise.race([slow, branch("quick", 5)]);
      await slow;
      await ctx.requestApproval({ tool: "go", arguments: {} });
      return { winner, order };
    };
    await acrossRestart(engine, handler, handler, async (scoria, runId, approvalId) => {
      expect(await approve(scoria, runId, approvalId)).toMatchObject({
        output: { winner: "quick", order: ["quick", "slow"] },
      });
    });
  });

  test("rethrows a failed step's error as it was", async () => {
    const seen: unknown[] = [];
    const handler: Handler = async (ctx) => {
      const caught = await ctx
        .step("boom", () => Promise.reject(Object.assign(new RangeError("too far"), { code: "E_FAR" })))
        .catch((error: Error & { code: string }) => [
          error.name,
          error.message,
          error.code,
          error instanceof RangeError,
        ]);
      seen.push(caught);
      await ctx.requestApproval({ tool: "go", arguments: {} });
      return caught;
    };
    await acrossRestart(engine, handler, handler, async (scoria, runId, approvalId) => {
      expect(await approve(scoria, runId, approvalId)).toMatchObject({ status: "completed" });
      expect(seen[0]).toEqual(["RangeError", "too far", "E_FAR", false]);
      expect(seen).toHaveLength(2);
      expect(seen[1]).toEqual(seen[0]);
    });
  });

  test("does not run its finally blocks over a wait, and frees what it held", async () => {
    let finals = 0;
    const handler: Handler = async (ctx) => {
      try {
        await ctx.requestApproval({ tool: "go", arguments: {} });
        return "done";
      } finally {
        finals += 1;
      }
    };
    await acrossRestart(engine, handler, handler, async (scoria, runId, approvalId) => {
      expect(finals).toBe(0);
      expect(await approve(scoria, runId, approvalId)).toMatchObject({ output: "done" });
      expect(finals).toBe(1);
    });
  });

  const original: Handler = async (ctx) => {
    const one = await ctx.step("one", () => 1);
    await ctx.requestApproval({ tool: "go", arguments: { one } });
    return one;
  };
  const changed: Record<string, Handler> = {
    "renamed a recorded step": async (ctx) => {
      await ctx.step("uno", () => 1);
      await ctx.requestApproval({ tool: "go", arguments: { one: 1 } });
    },
    "dropped a recorded step": async (ctx) => {
      await ctx.requestApproval({ tool: "go", arguments: { one: 1 } });
    },
    "put a step before a recorded one": async (ctx) => {
      await ctx.step("zero", () => 0);
      await ctx.step("one", () => 1);
      await ctx.requestApproval({ tool: "go", arguments: { one: 1 } });
    },
    "returns before a recorded call": async (ctx) => {
      await ctx.step("one", () => 1);
    },
    "throws before a recorded call": async () => {
      throw new Error("new code");
    },
  };
  for (const [how, handler] of Object.entries(changed)) {
    test(`that ${how} waits for an operator, and goes on when the old code is back`, async () => {
      await acrossRestart(engine, original, handler, async (scoria, runId, approvalId, on) => {
        const entriesBefore = (await scoria.getRunDetail(ana, runId)).entries.length;
        const parked = await approve(scoria, runId, approvalId);
        expect(parked).toMatchObject({ status: "waiting", waitingFor: { kind: "operator", code: "HANDLER_DIVERGED" } });
        await scoria.close();
        await using repaired = await createTestScoria({ on, handlers: { work: original } });
        await repaired.resumeRun(ana, runId);
        const done = await repaired.waitForRun(ana, runId, { until: "settled" });
        expect(done).toMatchObject({ status: "completed", output: 1 });
        expect((await repaired.getRunDetail(ana, runId)).entries.length).toBeGreaterThan(entriesBefore);
        expect((await repaired.verifyEvidence(ana, runId)).ok).toBe(true);
      });
    });
  }

  test("that still does not fit when it is resumed waits again, and a mended one goes on from what is recorded", async () => {
    const effects: string[] = [];
    const renamed: Handler = async (ctx) => {
      await ctx.step("uno", () => void effects.push("uno"));
      await ctx.requestApproval({ tool: "go", arguments: { one: 1 } });
    };
    // New at its end only: what is recorded is asked for as it was.
    const mended: Handler = async (ctx) => {
      const one = await ctx.step("one", () => (effects.push("one"), 7));
      await ctx.requestApproval({ tool: "go", arguments: { one } });
      return one + (await ctx.step("two", () => (effects.push("two"), 2)));
    };
    await acrossRestart(engine, original, renamed, async (scoria, runId, approvalId, on) => {
      const diverged = { status: "waiting", waitingFor: { kind: "operator", code: "HANDLER_DIVERGED" } };
      expect(await approve(scoria, runId, approvalId)).toMatchObject(diverged);
      const types = await scoria.entryTypes(ana, runId);
      await scoria.resumeRun(ana, runId);
      await expect
        .poll(async () => (await scoria.entryTypes(ana, runId)).slice(types.length), { timeout: 20_000, interval: 5 })
        .toEqual(["resume.requested", "run.resumed", "run.waiting"]);
      expect(await scoria.getRun(ana, runId)).toMatchObject(diverged);
      await scoria.close();
      await using repaired = await createTestScoria({ on, handlers: { work: mended } });
      await repaired.resumeRun(ana, runId);
      expect(await repaired.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
        status: "completed",
        output: 3,
      });
      expect(effects).toEqual(["two"]);
      expect((await repaired.verifyEvidence(ana, runId)).ok).toBe(true);
    });
  });

  test("whose kind is gone leaves the run waiting for an operator, and goes on when it is back", async () => {
    const on = await createTestDatabase(engine);
    try {
      const first = await createTestScoria({ on, handlers: { work: original } });
      const { runId, approvalId } = await first.startWaitingRun(ana, { initialStep: { kind: "work" } });
      await first.close();
      const without = await createTestScoria({ on, handlers: { other: original } });
      await without.decideApproval(bo, approvalId, { decision: "approved" });
      await without.advance(60_000);
      expect(await without.waitForRun(ana, runId, { until: "waiting" })).toMatchObject({
        status: "waiting",
        awaitingApproval: false,
        waitingFor: { kind: "operator", code: "HANDLER_MISSING" },
      });
      await without.close();
      await using back = await createTestScoria({ on, handlers: { work: original }, clock: without.clock });
      await back.resumeRun(ana, runId);
      expect(await back.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ status: "completed", output: 1 });
    } finally {
      await on.drop();
    }
  });

  test("that asks for other arguments than were approved gets no approval", async () => {
    let acted = false;
    const asks =
      (amount: number): Handler =>
      async (ctx) => {
        const decision = await ctx.requestApproval({ tool: "pay", arguments: { amount } });
        if (decision.status !== "approved") return "no";
        return ctx.step("pay", () => ((acted = true), "paid"), { approval: decision });
      };
    await acrossRestart(engine, asks(10), asks(10_000), async (scoria, runId, approvalId) => {
      await scoria.decideApproval(bo, approvalId, { decision: "approved" });
      expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
        status: "failed",
        error: { code: "APPROVAL_STALE" },
      });
      expect(acted).toBe(false);
    });
  });
});

onEachEngine("branches that run side by side", (engine) => {
  test("need a key for a name that they use again at different times", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async pairs(ctx) {
          await Promise.all(
            items.map(async (item, at) => {
              await ctx.step("quote", () => pause(at * 5, item));
              await ctx.step("charge", () => pause(50, item));
            }),
          );
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "pairs" } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "failed",
      error: {
        code: "STEP_NAME_AMBIGUOUS",
        message: expect.stringContaining('ctx.step(["charge", item.id]') as string,
      },
    });
  });

  test("may fail while others work, without harm to the process, and the others are recorded", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async two(ctx) {
          const slow = ctx.step("slow", () => pause(30, "kept"));
          const bad = ctx.step("bad", () => Promise.reject(new Error("bad")));
          await slow;
          await bad;
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "two" } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "failed",
      error: { message: "bad" },
    });
    const { steps } = await scoria.getRunDetail(ana, runId);
    expect(steps.map(({ name, status }) => `${name} ${status}`).toSorted()).toEqual([
      "bad failed",
      "slow completed",
      "two failed",
    ]);
  });

  test("can each wait for an approval of their own; each decision lets its branch go on", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async both(ctx) {
          const ask = async (tool: string): Promise<string> => {
            const decision = await ctx.requestApproval({ tool, arguments: {} });
            return ctx.step(tool, () => `${tool}:${decision.status}`);
          };
          return Promise.all([ask("first"), ask("second")]);
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "both" } });
    await scoria.waitForRun(ana, runId, { until: "waiting" });
    const { approvals } = await scoria.listApprovals(bo, { runId });
    const idOf = (tool: string): string => approvals.find((approval) => approval.tool === tool)?.approvalId ?? "";
    await scoria.decideApproval(bo, idOf("second"), { decision: "rejected" });
    await expect.poll(async () => (await scoria.getRunDetail(ana, runId)).steps.length).toBe(2);
    const between = await scoria.waitForRun(ana, runId, { until: "waiting" });
    expect(between).toMatchObject({ status: "waiting", awaitingApproval: true, waitingFor: { tool: "first" } });
    await scoria.decideApproval(bo, idOf("first"), { decision: "approved" });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      output: ["first:approved", "second:rejected"],
    });
  });
});
