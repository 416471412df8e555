import { expect, test } from "vitest";
import type { Handler, NodeRecord, ScoriaOptions } from "../../src/index.ts";
import { ana, createTestScoria, quickWorker, type TestScoria } from "../../src/testing/create-test-scoria.ts";
import { createTestDatabase } from "../../src/testing/test-databases.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { until } from "../guarantees/races/race-database.ts";

onEachEngine("nodes", (engine) => {
  /** A step that goes on until the test lets it end, and what it is told meanwhile. */
  function gate(): { handler: Handler; began: Promise<void>; end: () => void; aborted: () => boolean } {
    const began = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    let isAborted = false;
    const handler: Handler = async (ctx) => {
      await ctx.step("first", async ({ signal }) => {
        signal.addEventListener("abort", () => (isAborted = true));
        began.resolve();
        await ended.promise;
      });
      await ctx.step("second", () => "done");
      return "done";
    };
    return { handler, began: began.promise, end: () => ended.resolve(), aborted: () => isAborted };
  }

  /** Facades that share one database, each under its name, in one process. */
  async function inFleet(
    work: (open: (nodeName: string, more?: Partial<ScoriaOptions>) => Promise<TestScoria>) => Promise<void>,
  ): Promise<void> {
    const on = await createTestDatabase(engine);
    const facades: TestScoria[] = [];
    try {
      await work(async (nodeName, more = {}) => {
        const handlers = { note: () => "noted" };
        const facade = (await createTestScoria({ on, nodeName, handlers, ...more } as never)) as TestScoria;
        facades.push(facade);
        return facade;
      });
    } finally {
      await Promise.all(facades.map((facade) => facade.close()));
      await on.drop();
    }
  }

  const onCall = (scoria: TestScoria) => scoria.operator({ actorId: "on-call", tenants: ["any"] });
  const named = async (scoria: TestScoria, name: string): Promise<NodeRecord | undefined> =>
    (await scoria.nodes.list(onCall(scoria))).find((node) => node.name === name);
  const start = (scoria: TestScoria, kind = "note") => scoria.startRun(ana, { initialStep: { kind } });

  test("are listed with what they do, and a while after they signed off", async () => {
    await inFleet(async (open) => {
      const { handler, began, end } = gate();
      const one = await open("one", { handlers: { hold: handler, note: () => "noted" } });
      const two = await open("two", { worker: { ...quickWorker, concurrency: 7 } });
      await start(one, "hold");
      await began;
      const nodes = await two.nodes.list(onCall(two));
      expect(
        nodes.map(({ name, status, kinds, concurrency, runs }) => ({ name, status, kinds, concurrency, runs })),
      ).toEqual([
        { name: "one", status: "alive", kinds: ["hold", "note"], concurrency: 64, runs: 1 },
        { name: "two", status: "alive", kinds: ["note"], concurrency: 7, runs: 0 },
      ]);
      const [first] = nodes;
      expect(first).toMatchObject({ leaseMs: 15_000, downs: 0, drain: null, quarantine: null });
      expect(first?.nodeId).toMatch(/^one\/[\da-f-]{36}$/);
      expect(first?.startedAt).toBeInstanceOf(Date);
      expect(first?.heartbeatAt.getTime()).toBeGreaterThanOrEqual(first?.startedAt.getTime() ?? Infinity);
      end();
      await one.close();
      const gone = await named(two, "one");
      expect(gone).toMatchObject({ status: "gone", runs: 0, downs: 0 });
      expect(gone?.heartbeatAt.getTime()).toBeGreaterThan(0);
    });
  });

  test("that are drained hand over at the end of a step, take nothing, and take runs again once released", async () => {
    await inFleet(async (open) => {
      const { handler, began, end, aborted } = gate();
      const handlers = { hold: handler, note: () => "noted" };
      const one = await open("one", { handlers });
      const reader = await open("reader", { worker: false });
      const { runId } = await start(one, "hold");
      await began;

      const drained = await reader.nodes.drain(onCall(reader), "one", { reason: "its disk is full" });
      expect(drained).toHaveLength(1);
      expect(drained[0]).toMatchObject({
        status: "draining",
        runs: 1,
        drain: { by: "on-call", reason: "its disk is full", since: expect.any(Date) as Date },
      });
      // From the poll on, what its own process starts is for others.
      const queued = await until("its process queues what it starts", async () => {
        const run = await start(one);
        return run.status === "queued" && run;
      });
      expect(aborted()).toBe(false);
      expect(await reader.getRun(ana, runId)).toMatchObject({ status: "running" });

      end();
      await until("all is handed over", async () => (await named(reader, "one"))?.runs === 0);
      expect(await reader.entryTypes(ana, runId)).toEqual(["run.started", "step.completed", "run.handed_back"]);
      expect(await reader.getRun(ana, queued.runId)).toMatchObject({ status: "queued" });
      // It stays up.
      expect(await named(reader, "one")).toMatchObject({ status: "draining" });

      const [released] = await reader.nodes.release(onCall(reader), "one");
      expect(released).toMatchObject({ status: "alive", drain: null });
      for (const id of [runId, queued.runId]) {
        expect(await reader.waitForRun(ana, id, { until: "settled" })).toMatchObject({ status: "completed" });
      }
      expect(await reader.entryTypes(ana, runId)).toEqual([
        "run.started",
        "step.completed",
        "run.handed_back",
        "run.resumed",
        "step.completed",
        "run.completed",
      ]);
    });
  });

  test("that are drained are left by their runs for another node, one by one, without waiting for the slowest", async () => {
    await inFleet(async (open) => {
      const slow = gate();
      const quick = gate();
      const one = await open("one", {
        handlers: { slow: slow.handler, quick: quick.handler },
        worker: { ...quickWorker, graceMs: 120_000 },
      });
      const [{ runId: slowId }, { runId: quickId }] = [await start(one, "slow"), await start(one, "quick")];
      await Promise.all([slow.began, quick.began]);
      const two = await open("two", { handlers: { slow: slow.handler, quick: quick.handler } });
      await two.nodes.drain(onCall(two), (await named(two, "one"))?.nodeId ?? "");
      await until("the node knows", async () => (await start(one, "quick")).status === "queued");
      quick.end();
      expect(await two.waitForRun(ana, quickId, { until: "settled" })).toMatchObject({ output: "done" });
      expect(await two.getRun(ana, slowId)).toMatchObject({ status: "running" });
      expect(await two.entryTypes(ana, quickId)).toContain("run.handed_back");
      slow.end();
      expect(await two.waitForRun(ana, slowId, { until: "settled" })).toMatchObject({ output: "done" });
    });
  });

  test("that are drained abort a step that is under way after graceMs", async () => {
    await inFleet(async (open) => {
      const { handler, began, aborted } = gate();
      const one = await open("one", { handlers: { hold: handler }, worker: { ...quickWorker, graceMs: 100 } });
      const { runId } = await start(one, "hold");
      await began;
      await one.nodes.drain(onCall(one), "one");
      await until("the run is handed back", async () => (await one.getRun(ana, runId)).status === "queued");
      expect(aborted()).toBe(true);
      expect((await one.entryTypes(ana, runId)).at(-1)).toBe("run.handed_back");
    });
  });

  test("that are closed keep their runs while they wait for a step, however long beyond the lease", async () => {
    await inFleet(async (open) => {
      const { handler, began, end, aborted } = gate();
      const worker = { ...quickWorker, leaseMs: 600, heartbeatMs: 200, graceMs: 60_000 };
      const one = await open("one", { handlers: { hold: handler }, worker });
      const two = await open("two", { handlers: { hold: handler }, worker });
      const { runId } = await start(one, "hold");
      await began;
      const heard = (await named(two, "one"))?.heartbeatAt.getTime() ?? 0;
      const closed = one.close();
      await until(
        "two leases are over",
        async () => ((await named(two, "one"))?.heartbeatAt.getTime() ?? 0) - heard > 1_200,
      );
      expect(aborted()).toBe(false);
      end();
      await closed;
      expect(await two.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "done" });
      const types = await two.entryTypes(ana, runId);
      expect(types.filter((type) => type.startsWith("run."))).toEqual([
        "run.started",
        "run.handed_back",
        "run.resumed",
        "run.completed",
      ]);
    });
  });

  test("of a quarantined name take nothing, those that begin later included, and finish what they have", async () => {
    await inFleet(async (open) => {
      const { handler, began, end } = gate();
      const handlers = { hold: handler, note: () => "noted" };
      const one = await open("one", { handlers });
      const reader = await open("reader", { worker: false });
      const { runId } = await start(one, "hold");
      await began;
      const operator = onCall(reader);
      const [quarantined] = await reader.nodes.quarantine(operator, "one", {
        forMs: 3_600_000,
        reason: "an old image",
      });
      expect(quarantined).toMatchObject({
        status: "quarantined",
        quarantine: { by: "on-call", reason: "an old image", until: expect.any(Date) as Date },
      });
      const { since, until: ends } = quarantined?.quarantine ?? {};
      expect((ends?.getTime() ?? 0) - (since?.getTime() ?? 0)).toBe(3_600_000);
      const left = await until("its process queues what it starts", async () => {
        const run = await start(one);
        return run.status === "queued" && run;
      });

      // It may finish what it has: the second step begins as well.
      end();
      expect(await reader.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: "done" });
      expect(await reader.entryTypes(ana, runId)).not.toContain("run.handed_back");

      // A restart changes nothing: it is the name that is kept out, from the first moment.
      await one.close();
      const again = await open("one", { handlers });
      const fresh = await start(again);
      expect(fresh.status).toBe("queued");
      await expect(reader.waitForRun(ana, left.runId, { until: "settled", timeoutMs: 500 })).rejects.toMatchObject({
        code: "WAIT_TIMED_OUT",
      });

      // Another name takes it.
      await open("two", { handlers });
      for (const { runId: id } of [left, fresh]) {
        expect(await reader.waitForRun(ana, id, { until: "settled" })).toMatchObject({ output: "noted" });
      }
      expect((await reader.nodes.list(operator)).map(({ name, status }) => [name, status])).toEqual([
        ["one", "quarantined"],
        ["two", "alive"],
        ["one", "gone"],
      ]);
    });
  });

  test("of a quarantined name take runs again when its time is over, or when an operator releases it", async () => {
    await inFleet(async (open) => {
      const one = await open("one");
      const operator = onCall(one);
      await one.nodes.quarantine(operator, "one", { forMs: 60_000 });
      const first = await until("it queues", async () => {
        const run = await start(one);
        return run.status === "queued" && run;
      });
      await one.advance(61_000);
      expect(await one.waitForRun(ana, first.runId, { until: "settled" })).toMatchObject({ status: "completed" });
      // The poll that took it may have told of itself before the clock moved.
      await until("it has polled since", async () => (await named(one, "one"))?.status === "alive");
      expect(await named(one, "one")).toMatchObject({ quarantine: null });

      const [forEver] = await one.nodes.quarantine(operator, "one", { reason: "for good" });
      expect(forEver?.quarantine).toMatchObject({ until: null, reason: "for good" });
      const second = await until("it queues", async () => {
        const run = await start(one);
        return run.status === "queued" && run;
      });
      // Ten days later it is still kept out, and still listed.
      await one.advance(10 * 86_400_000);
      const heard = (await named(one, "one"))?.heartbeatAt.getTime() ?? 0;
      await until("it has polled since", async () => ((await named(one, "one"))?.heartbeatAt.getTime() ?? 0) > heard);
      expect(await one.getRun(ana, second.runId)).toMatchObject({ status: "queued" });
      expect(await named(one, "one")).toMatchObject({ quarantine: { until: null } });
      const [released] = await one.nodes.release(operator, "one");
      expect(released).toMatchObject({ quarantine: null });
      expect(await one.waitForRun(ana, second.runId, { until: "settled" })).toMatchObject({ status: "completed" });
    });
  });

  test("are forgotten a day after they went", async () => {
    await inFleet(async (open) => {
      const one = await open("one");
      const two = await open("two");
      await one.close();
      expect(await named(two, "one")).toMatchObject({ status: "gone" });
      await two.advance(86_400_000 + 1_000);
      await until("it is forgotten", async () => (await named(two, "one")) === undefined);
    });
  });

  test("are an operator's alone, and are named as the list names them", async () => {
    await inFleet(async (open) => {
      const one = await open("one");
      const operator = onCall(one);
      const calls = (who: never): readonly (() => Promise<unknown>)[] => [
        () => one.nodes.list(who),
        () => one.nodes.drain(who, "one"),
        () => one.nodes.quarantine(who, "one"),
        () => one.nodes.release(who, "one"),
      ];
      for (const who of [ana, { actorId: "on-call", tenants: ["any"] }, undefined, null, "on-call"]) {
        for (const call of calls(who as never))
          await expect(call()).rejects.toMatchObject({ code: "INVALID_IDENTITY" });
      }
      for (const node of ["nobody", "", " ", "n".repeat(300), 7, undefined, {}] as never[]) {
        for (const verb of ["drain", "quarantine", "release"] as const) {
          await expect(one.nodes[verb](operator, node)).rejects.toMatchObject({ code: "INVALID_INPUT" });
        }
      }
      // A nodeId is new at every boot, so it is no name to keep out.
      const { nodeId = "" } = (await named(one, "one")) ?? {};
      await expect(one.nodes.quarantine(operator, nodeId)).rejects.toMatchObject({ code: "INVALID_INPUT" });
      for (const options of [
        { reason: "" },
        { reason: "r".repeat(2_001) },
        { forMs: 0 },
        { forMs: 1.5 },
        7,
      ] as never[]) {
        await expect(one.nodes.quarantine(operator, "one", options)).rejects.toMatchObject({ code: "INVALID_INPUT" });
      }
      await expect(one.nodes.drain(operator, "one", { resaon: "?" } as never)).rejects.toMatchObject({
        code: "UNKNOWN_OPTION",
        details: { nearest: "reason" },
      });
      expect(await named(one, "one")).toMatchObject({ status: "alive", drain: null, quarantine: null });
      expect(await start(one)).toMatchObject({ status: "running" });
    });
  });
});
