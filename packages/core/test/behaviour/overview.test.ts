import { expect, test } from "vitest";
import type { RunSummary } from "../../src/index.ts";
import { operatorSurface, type Overview } from "../../src/operator/index.ts";
import { ana, bo, createTestScoria, eve, type TestScoria } from "../../src/testing/create-test-scoria.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { handlersOfAllKinds, startAllKinds } from "./runs-of-all-kinds.ts";

const minute = 60_000;
const hour = 60 * minute;

function overviewOf(scoria: TestScoria, ...tenants: readonly string[]): Promise<Overview> {
  return operatorSurface(scoria).overview(scoria.operator({ actorId: "on-call", tenants }));
}

const count = (runs: readonly RunSummary[], is: (run: RunSummary) => boolean): number => runs.filter(is).length;

/** What an overview must count of runs that were all created within the last hours. */
function countsOf(runs: readonly RunSummary[]): Pick<Overview, "runs" | "waitingFor" | "countedRuns"> {
  const of = (status: string): number => count(runs, (run) => run.status === status);
  const waits = (kind: string): number =>
    count(runs, (run) => run.status === "waiting" && run.waitingFor.kind === kind);
  return {
    runs: {
      queued: of("queued"),
      running: of("running"),
      waiting: of("waiting"),
      failed24h: of("failed"),
      halted24h: of("halted"),
      cancelled24h: of("cancelled"),
      completed24h: of("completed"),
      isMore: false,
    },
    waitingFor: {
      approval: waits("approval"),
      timer: waits("timer"),
      signal: waits("signal"),
      runs: waits("runs"),
      operator: waits("operator"),
    },
    countedRuns: runs.length,
  };
}

onEachEngine("an overview", (engine) => {
  test.each([false, true])("counts the runs of the operator's tenants and no others; row security: %s", async (rls) => {
    await using scoria = await createTestScoria({ engine, rls, handlers: handlersOfAllKinds });
    const [acme, globex] = [await startAllKinds(scoria, "acme"), await startAllKinds(scoria, "globex")];
    expect(await overviewOf(scoria, "acme")).toMatchObject(countsOf(acme));
    expect(await overviewOf(scoria, "acme", "globex", "nobody")).toMatchObject(countsOf([...acme, ...globex]));
    expect(await overviewOf(scoria, "nobody")).toMatchObject(countsOf([]));
    expect(await overviewOf(scoria, "acme")).toMatchObject({
      approvals: { pending: 2, pendingIsMore: false, expiringWithinHour: 0 },
      countLimit: 100_000,
    });
    expect((await overviewOf(scoria, "nobody")).approvals).toMatchObject({ pending: 0, oldestPendingAt: null });
  });

  test("shows what became of the runs of each half hour, of the last day", async () => {
    await using scoria = await createTestScoria({ engine, handlers: handlersOfAllKinds });
    const run = async (kind: string): Promise<void> => {
      const { runId } = await scoria.startRun(ana, { initialStep: { kind } });
      await scoria.waitForRun(ana, runId, { until: "waiting" });
    };
    // To the middle of a half hour, so that none ends within the test.
    await scoria.advance(hour - ((scoria.clock.now() + 15 * minute) % (30 * minute)));
    for (const kind of ["ends", "ends", "fails"]) await run(kind);
    await scoria.advance(hour);
    for (const kind of ["ends", "asks"]) await run(kind);
    await scoria.startRun(eve, { initialStep: { kind: "ends" } });

    const { at, series, runs } = await overviewOf(scoria, "acme");
    expect(series.buckets).toHaveLength(48);
    expect(series.buckets.map((bucket) => bucket.at.getTime() % (30 * minute))).toEqual(Array(48).fill(0));
    const last = series.buckets.at(-1);
    expect(last?.at.getTime()).toBeLessThanOrEqual(at.getTime());
    expect(at.getTime() - (last?.at.getTime() ?? 0)).toBeLessThan(30 * minute);
    const nothing = { started: 0, completed: 0, failed: 0, halted: 0, cancelled: 0 };
    expect(series.buckets.slice(-4)).toMatchObject([
      nothing,
      { ...nothing, started: 3, completed: 2, failed: 1 },
      nothing,
      { ...nothing, started: 2, completed: 1 },
    ]);
    expect(runs).toMatchObject({ completed24h: 3, failed24h: 1 });

    await scoria.advance(23.5 * hour);
    const later = await overviewOf(scoria, "acme");
    expect(later.countedRuns).toBe(2);
    expect(later.runs).toMatchObject({ completed24h: 1, failed24h: 0, waiting: 1 });
  });

  test("tells of approvals that end soon, and of the oldest", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        ask: async (ctx) =>
          ctx.requestApproval({
            tool: "t",
            arguments: {},
            ...(ctx.input === null ? {} : { expiresInMs: Number(ctx.input) }),
          }),
      },
    });
    const ask = (input: number | null, who = ana) =>
      scoria.startWaitingRun(who, { initialStep: { kind: "ask" }, input });
    const { approvalId } = await ask(null);
    await ask(30 * minute);
    await ask(90 * minute);
    await ask(30 * minute, eve);
    const oldest = await scoria.getApproval(bo, approvalId);
    expect((await overviewOf(scoria, "acme")).approvals).toEqual({
      pending: 3,
      pendingIsMore: false,
      oldestPendingAt: oldest.requestedAt,
      expiringWithinHour: 1,
    });
  });

  test("is for operators only", async () => {
    await using scoria = await createTestScoria({ engine });
    const surface = operatorSurface(scoria);
    await expect(surface.overview(ana as never)).rejects.toMatchObject({ code: "INVALID_IDENTITY" });
  });
});

onEachEngine("runs for attention", (engine) => {
  async function attention(scoria: TestScoria, ...tenants: readonly string[]): Promise<readonly (readonly string[])[]> {
    const overview = await overviewOf(scoria, ...tenants);
    return overview.attention.map(({ reason, run }) => [reason, run.kind ?? "", run.status]);
  }

  test.each([false, true])("are the worst first, and others' are not shown; row security: %s", async (rls) => {
    // So long a lease that no node is taken for gone when the clock moves, and its runs for lost.
    const worker = { leaseMs: hour, heartbeatMs: minute, graceMs: 100 };
    await using scoria = await createTestScoria({ engine, rls, worker, handlers: handlersOfAllKinds });
    const onCall = scoria.operator({ actorId: "on-call", tenants: ["acme", "evil"] });
    for (const queue of ["paused", "set-aside"]) await scoria.queues.pause(onCall, queue);
    for (const who of [ana, eve]) {
      await scoria.startRun(who, { initialStep: { kind: "ends" }, queue: "set-aside" });
      await scoria.queues.drain(onCall, "set-aside");
      await scoria.startWaitingRun(who, { initialStep: { kind: "asks" } });
    }
    expect(await attention(scoria, "acme")).toEqual([["operator", "ends", "waiting"]]);
    await scoria.advance(25 * hour);
    for (const who of [ana, eve]) {
      await scoria.startRun(who, { initialStep: { kind: "ends" }, queue: "paused" });
      const goesOn = await scoria.startRun(who, { initialStep: { kind: "goesOn" } });
      for await (const { type } of scoria.watchRun(who, goesOn.runId)) if (type === "step.started") break;
      const deadline = new Date(scoria.clock.now() + 20 * minute);
      const { runId } = await scoria.startRun(who, { initialStep: { kind: "listens" }, deadline });
      await scoria.waitForRun(who, runId, { until: "waiting" });
    }
    const aged = ["aged", "asks", "waiting"];
    expect(await attention(scoria, "acme")).toEqual([["operator", "ends", "waiting"], aged]);
    await scoria.advance(11 * minute);
    const all = [
      ["operator", "ends", "waiting"],
      ["quiet", "goesOn", "running"],
      ["deadline", "listens", "waiting"],
      ["aged", "ends", "queued"],
      aged,
    ];
    expect(await attention(scoria, "acme")).toEqual(all);
    expect(await attention(scoria, "acme", "evil")).toEqual(all.flatMap((each) => [each, each]));
    expect(await attention(scoria, "nobody")).toEqual([]);
  });

  test("are twenty at most, the longest since first, and tell since when", async () => {
    await using scoria = await createTestScoria({ engine, handlers: handlersOfAllKinds });
    const onCall = scoria.operator({ actorId: "on-call", tenants: ["acme"] });
    await scoria.queues.pause(onCall, "paused");
    const start = { initialStep: { kind: "ends" }, queue: "paused" };
    const runs = await scoria.startRuns(
      ana,
      Array.from({ length: 30 }, () => start),
    );
    await scoria.advance(6 * minute);
    const { attention: found } = await overviewOf(scoria, "acme");
    expect(found).toEqual(runs.slice(0, 20).map((run) => ({ reason: "aged", run, since: run.updatedAt })));
  });
});
