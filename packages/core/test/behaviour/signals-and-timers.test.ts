import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { giveUp, retryAfter, type HandlerContext } from "../../src/index.ts";
import { ana, bo, createTestScoria, eve } from "../../src/testing/create-test-scoria.ts";
import { onEachEngine } from "../on-each-engine.ts";

const hour = 3_600_000;

onEachEngine("a sleeping handler", (engine) => {
  test("leaves its process for a long sleep and goes on when it is due, by the database's clock", async () => {
    let before = 0;
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async remind(ctx) {
          await ctx.step("before", () => (before += 1));
          await ctx.sleep(hour);
          return ctx.step("after", () => before);
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "remind" } });
    const waiting = await scoria.waitForRun(ana, runId, { until: "waiting" });
    expect(waiting).toMatchObject({ status: "waiting", waitingFor: { kind: "timer" }, awaitingApproval: false });
    await scoria.advance(hour + 1);
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: 1 });
    expect(await scoria.entryTypes(ana, runId)).toEqual([
      "run.started",
      "step.completed",
      "timer.set",
      "run.waiting",
      "run.resumed",
      "timer.fired",
      "step.completed",
      "run.completed",
    ]);
  });

  test("spends a short sleep in memory: one entry when it is over", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async nap(ctx) {
          await ctx.sleep(5);
          await ctx.sleep(new Date(0));
          return "awake";
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "nap" } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "awake" });
    expect(await scoria.entryTypes(ana, runId)).toEqual(["run.started", "timer.fired", "timer.fired", "run.completed"]);
  });

  test("is refused a duration that is none", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async odd(ctx) {
          const codes: unknown[] = [];
          for (const duration of [-1, 0.5, Number.NaN, new Date(Number.NaN), "1 h", 1e15]) {
            await ctx.sleep(duration as number).catch((error: { code: unknown }) => codes.push(error.code));
          }
          return codes;
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "odd" } });
    const run = await scoria.waitForRun(ana, runId, { until: "settled" });
    expect(run).toMatchObject({ output: Array.from({ length: 6 }, () => "INVALID_INPUT") });
  });
});

onEachEngine("a signal", (engine) => {
  const waitsForPayment = {
    async ship(ctx: HandlerContext) {
      const paid = await ctx.waitForSignal("paid");
      return ctx.step("ship", () => paid ?? null);
    },
  };

  test("wakes the run that waits for it, with its payload", async () => {
    await using scoria = await createTestScoria({ engine, handlers: waitsForPayment });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "ship" } });
    expect(await scoria.waitForRun(ana, runId, { until: "waiting" })).toMatchObject({
      waitingFor: { kind: "signal", name: "paid" },
    });
    await scoria.signalRun(bo, runId, "other", { ignored: true });
    expect(await scoria.getRun(ana, runId)).toMatchObject({ status: "waiting" });
    await scoria.signalRun(bo, runId, "paid", { cents: 5 });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: { cents: 5 } });
    expect((await scoria.verifyEvidence(ana, runId)).ok).toBe(true);
  });

  test("that comes before anybody waits is kept, and each wait gets the next one", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async three(ctx) {
          await ctx.requestApproval({ tool: "go", arguments: {} });
          const first = await ctx.waitForSignal("n");
          const rest = await Promise.all([ctx.waitForSignal("n"), ctx.waitForSignal("n")]);
          await ctx.sleep(hour);
          return [first, ...rest];
        },
      },
    });
    const { runId, approvalId } = await scoria.startWaitingRun(ana, { initialStep: { kind: "three" } });
    await scoria.signalRun(bo, runId, "n", 1);
    await scoria.signalRun(bo, runId, "n", 2);
    await scoria.decideApproval(bo, approvalId, { decision: "approved" });
    await expect.poll(async () => (await scoria.getRun(ana, runId)).status).toBe("waiting");
    await scoria.signalRun(bo, runId, "n", 3);
    await expect
      .poll(async () => (await scoria.getRun(ana, runId)) as { waitingFor?: { kind: string } })
      .toMatchObject({ waitingFor: { kind: "timer" } });
    await scoria.advance(hour + 1);
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: [1, 2, 3] });
  });

  test("with a key is recorded once", async () => {
    await using scoria = await createTestScoria({ engine, handlers: waitsForPayment });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "ship" } });
    await scoria.waitForRun(ana, runId, { until: "waiting" });
    const send = (): Promise<unknown> => scoria.signalRun(bo, runId, "noise", {}, { idempotencyKey: "k" });
    await Promise.all(Array.from({ length: 10 }, send));
    const types = await scoria.entryTypes(ana, runId);
    expect(types.filter((type) => type === "signal.received")).toHaveLength(1);
  });

  test("races a sleep: what came first wins, on replay too", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async wait(ctx) {
          const paid = await Promise.race([ctx.waitForSignal("paid"), ctx.sleep(hour).then(() => "too late")]);
          await ctx.requestApproval({ tool: "look", arguments: { paid: paid ?? null } });
          return paid;
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "wait" } });
    await scoria.waitForRun(ana, runId, { until: "waiting" });
    await scoria.advance(hour + 1);
    const asked = async (): Promise<string> =>
      (await scoria.listApprovals(bo, { runId })).approvals[0]?.approvalId ?? "";
    await expect.poll(asked).not.toBe("");
    await scoria.signalRun(bo, runId, "paid", "late payment");
    await scoria.decideApproval(bo, await asked(), { decision: "approved" });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "too late" });
  });

  test("to a run that has ended, is absent or is foreign is refused", async () => {
    await using scoria = await createTestScoria({ engine, handlers: { quick: async () => 1, ...waitsForPayment } });
    const ended = await scoria.startRun(ana, { initialStep: { kind: "quick" } });
    await scoria.waitForRun(ana, ended.runId, { until: "settled" });
    await expect(scoria.signalRun(ana, ended.runId, "paid")).rejects.toMatchObject({
      code: "RUN_NOT_RESUMABLE",
      details: { status: "completed" },
    });
    const open = await scoria.startRun(ana, { initialStep: { kind: "ship" } });
    await expect(scoria.signalRun(eve, open.runId, "paid")).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
    await expect(scoria.signalRun(ana, open.runId, " ")).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(scoria.signalRun(ana, open.runId, "paid", 1n as never)).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });
});

onEachEngine("time and chance in a handler", (engine) => {
  test("are the same on every replay", async () => {
    const seen: unknown[] = [];
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async dice(ctx) {
          const first = [ctx.now().toISOString(), ctx.random(), ctx.uuid(), ctx.random()];
          await ctx.step("roll", () => pause(5, 1));
          const all = [...first, ctx.now().toISOString(), ctx.uuid()];
          seen.push(all);
          await ctx.requestApproval({ tool: "go", arguments: { all } });
          return all;
        },
      },
    });
    const { runId, approvalId } = await scoria.startWaitingRun(ana, { initialStep: { kind: "dice" } });
    await scoria.decideApproval(bo, approvalId, { decision: "approved" });
    const run = await scoria.waitForRun(ana, runId, { until: "settled" });
    expect(seen).toHaveLength(2);
    expect(seen[1]).toEqual(seen[0]);
    expect(run).toMatchObject({ status: "completed", output: seen[0] });
    const [now, random, uuid, again, later] = seen[0] as readonly [string, number, string, number, string];
    expect(random).not.toBe(again);
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Date.parse(later)).toBeGreaterThanOrEqual(Date.parse(now));
  });
});

onEachEngine("a step's error", (engine) => {
  test("that gives up ends the step at once; one that names a time is waited for", async () => {
    const tries = { giveUp: 0, later: 0 };
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async both(ctx) {
          const stop = () => {
            tries.giveUp += 1;
            throw giveUp(new RangeError("stolen"));
          };
          const caught = await ctx
            .step("charge", stop, { retry: { maxAttempts: 5 } })
            .catch((error: Error) => error.name);
          const busy = () => {
            tries.later += 1;
            if (tries.later === 1) throw retryAfter(hour, "busy");
            return "done";
          };
          return [caught, await ctx.step("rates", busy, { readOnly: true })];
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "both" } });
    const waiting = await scoria.waitForRun(ana, runId, { until: "waiting" });
    expect(waiting).toMatchObject({ waitingFor: { kind: "timer" } });
    await scoria.advance(hour + 1);
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: ["RangeError", "done"] });
    expect(tries).toEqual({ giveUp: 1, later: 2 });
  });
});
