import { expect, test } from "vitest";
import type { Entry, HandlerContext } from "../../src/index.ts";
import { ana, bo, createTestScoria } from "../../src/testing/create-test-scoria.ts";
import { TestClock } from "../../src/testing/test-clock.ts";
import { createTestDatabase, type TestDatabase, type TestEngine } from "../../src/testing/test-databases.ts";
import { onEachEngine } from "../on-each-engine.ts";

/** Nothing that was set to happen later happens, so that only who is told of something wakes up. */
class StillClock extends TestClock {
  override timer(): { cancel(): void } {
    return { cancel: () => {} };
  }
}

const rarely = { leaseMs: 200_000, heartbeatMs: 60_000, pollMs: 60_000 } as const;

function workOf(onBegun: () => void, onAborted: () => void) {
  return {
    note: (ctx: HandlerContext) => ctx.step("note", () => "noted"),
    async ask(ctx: HandlerContext) {
      const { status } = await ctx.requestApproval({ tool: "pay", arguments: {} });
      return status;
    },
    waits: (ctx: HandlerContext) => ctx.waitForSignal("go"),
    async twoSteps(ctx: HandlerContext) {
      await ctx.step("first", () => 1);
      await ctx.step("second", async ({ signal }) => {
        onBegun();
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        onAborted();
      });
    },
  };
}

/** A process that executes and hardly ever polls, and another whose waits nothing ends but a hint. */
async function openTwo(on: TestDatabase, begun: () => void = () => {}, aborted: () => void = () => {}) {
  const worker = await createTestScoria({ on, worker: rarely, handlers: workOf(begun, aborted) });
  const web = await createTestScoria({ on, worker: false, clock: new StillClock() });
  return {
    worker,
    web,
    async [Symbol.asyncDispose]() {
      await Promise.all([worker.close(), web.close()]);
    },
  };
}

const within = { timeout: 20_000 };

onEachEngine("two processes that tell each other", (engine: TestEngine) => {
  test("start work at once where the other executes, and end the wait of who started it", within, async () => {
    await using on = await createTestDatabase(engine);
    await using two = await openTwo(on);
    for (const key of ["one", "two", "three"]) {
      const start = { initialStep: { kind: "note" }, idempotencyKey: key };
      const { runId, status } = await two.web.startRun(ana, start);
      expect(status).toBe("queued");
      expect(await two.web.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "noted" });
    }
  });

  test("carry a decision, a signal and a resumption to where the run is executed", within, async () => {
    await using on = await createTestDatabase(engine);
    await using two = await openTwo(on);
    const { web } = two;

    const decided = await web.startWaitingRun(ana, { initialStep: { kind: "ask" } });
    await web.decideApproval(bo, decided.approvalId, { decision: "approved" });
    expect(await web.waitForRun(ana, decided.runId, { until: "settled" })).toMatchObject({ output: "approved" });

    const resumed = await web.startWaitingRun(ana, { initialStep: { kind: "ask" } });
    await web.decideApproval(bo, resumed.approvalId, { decision: "rejected", resume: false });
    await web.resumeRun(ana, resumed.runId);
    expect(await web.waitForRun(ana, resumed.runId, { until: "settled" })).toMatchObject({ output: "rejected" });

    const { runId } = await web.startRun(ana, { initialStep: { kind: "waits" } });
    await web.waitForRun(ana, runId, { until: "waiting" });
    await web.signalRun(ana, runId, "go", { fast: true });
    expect(await web.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ status: "completed" });
  });

  test("carry a cancellation to the handler's signal, and its acknowledgement back", within, async () => {
    await using on = await createTestDatabase(engine);
    const { promise: begun, resolve: hasBegun } = Promise.withResolvers<void>();
    let aborted = 0;
    await using two = await openTwo(on, hasBegun, () => (aborted += 1));
    const { runId } = await two.web.startRun(ana, { initialStep: { kind: "twoSteps" } });
    await begun;
    // From here on its owner writes nothing by itself, and so does not come upon the request by chance.
    await expect.poll(() => two.worker.entryTypes(ana, runId)).toContain("step.started");
    expect((await two.web.cancelRun(bo, runId)).run.status).toBe("cancelled");
    // The commit may be seen from outside before its own process has heard of it.
    await expect.poll(() => aborted).toBe(1);
  });

  test("show a run's entries to who watches it elsewhere as they are committed", within, async () => {
    await using on = await createTestDatabase(engine);
    const { promise: begun, resolve: hasBegun } = Promise.withResolvers<void>();
    await using two = await openTwo(on, hasBegun);
    const { runId } = await two.web.startRun(ana, { initialStep: { kind: "twoSteps" } });
    const seen: Entry[] = [];
    for await (const entry of two.web.watchRun(ana, runId)) {
      seen.push(entry);
      // Its handler goes on only when it is told to, by who has seen what came before.
      if (entry.type !== "step.completed") continue;
      await begun;
      await two.web.cancelRun(bo, runId);
    }
    expect(seen.map(({ type }) => type).filter((type) => type !== "step.started")).toEqual(
      expect.arrayContaining(["run.started", "step.completed", "cancel.requested", "run.cancelled"]) as string[],
    );
    expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, at) => at + 1));
  });

  test("go on with what one hands back when it closes", within, async () => {
    await using on = await createTestDatabase(engine);
    const { promise: begun, resolve: hasBegun } = Promise.withResolvers<void>();
    const { promise: closing, resolve: closes } = Promise.withResolvers<void>();
    const handlers = {
      async work(ctx: HandlerContext) {
        await ctx.step("held", async () => {
          hasBegun();
          await closing;
        });
        return ctx.step("rest", () => "done");
      },
    };
    await using first = await createTestScoria({ on, worker: rarely, handlers });
    const { runId } = await first.startRun(ana, { initialStep: { kind: "work" } });
    await begun;
    await using second = await createTestScoria({ on, worker: rarely, handlers });
    await using web = await createTestScoria({ on, worker: false, clock: new StillClock() });
    const done = web.waitForRun(ana, runId, { until: "settled" });
    const closed = first.close();
    closes();
    expect(await done).toMatchObject({ output: "done" });
    await closed;
    expect(await second.entryTypes(ana, runId)).toContain("run.handed_back");
  });

  test("find all of it by polling when notifications are off", within, async () => {
    await using on = await createTestDatabase(engine);
    const handlers = workOf(
      () => {},
      () => {},
    );
    await using worker = await createTestScoria({ on, notifications: false, handlers });
    await using web = await createTestScoria({ on, notifications: false, worker: false });
    const { runId, approvalId } = await web.startWaitingRun(ana, { initialStep: { kind: "ask" } });
    await web.decideApproval(bo, approvalId, { decision: "approved" });
    expect(await web.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "approved" });
    expect((await worker.verifyEvidence(ana, runId)).ok).toBe(true);
  });
});
