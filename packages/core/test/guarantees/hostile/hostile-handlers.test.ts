import { afterAll, expect, test } from "vitest";
import type { Handler } from "../../../src/handlers/handler.ts";
import { ana, createTestScoria, type TestScoria } from "../../../src/testing/create-test-scoria.ts";
import { onEachEngine } from "../../on-each-engine.ts";
import { printFigure } from "../proof.ts";
import { goOnLate, hostileHandlers, manySteps } from "./hostile-handlers.ts";

const neighbours = 20;

const unhandled: unknown[] = [];
const onUnhandled = (error: unknown): void => void unhandled.push(error);
process.on("unhandledRejection", onUnhandled);
afterAll(() => process.off("unhandledRejection", onUnhandled));

const own: Record<"scoria", TestScoria | undefined> = { scoria: undefined };

/** Handlers that turn the facade's verbs on the very run that they are. */
const selfish: Readonly<Record<string, Handler>> = {
  "resumes its own run": async (ctx) =>
    ctx.step("resume", async () => (await own.scoria?.resumeRun(ctx.identity, ctx.runId))?.status ?? null),
  "signals its own run": async (ctx) => {
    await ctx.step(
      "signal",
      async () => (await own.scoria?.signalRun(ctx.identity, ctx.runId, "go", 7))?.status ?? null,
    );
    return ctx.waitForSignal("go");
  },
  "cancels its own run": async (ctx) =>
    ctx.step("cancel", async () => (await own.scoria?.cancelRun(ctx.identity, ctx.runId))?.run.status ?? null),
};

onEachEngine("hostile handlers", (engine) => {
  test("end their own runs and no others", { timeout: 60_000 }, async () => {
    const hostile = Object.entries(hostileHandlers);
    await using scoria: TestScoria = await createTestScoria({
      engine,
      handlers: {
        ...Object.fromEntries(hostile.map(([kind, { run }]) => [kind, run])),
        ...selfish,
        neighbour: async (ctx) => {
          for (let at = 0; at < 5; at += 1) await ctx.step(["work", String(at)], () => at);
          return "well";
        },
      } satisfies Record<string, Handler>,
    });
    own.scoria = scoria;
    const start = async (kind: string): Promise<string> =>
      (await scoria.startRun(ana, { initialStep: { kind }, input: { given: true } })).runId;

    const kinds = [...hostile.map(([kind]) => kind), ...Object.keys(selfish)];
    const runIds = new Map<string, string>();
    const beside: string[] = [];
    for (const kind of kinds) runIds.set(kind, await start(kind));
    for (let at = 0; at < neighbours; at += 1) beside.push(await start("neighbour"));

    for (const runId of beside) {
      const run = await scoria.waitForRun(ana, runId, { until: "settled", timeoutMs: 20_000 });
      expect(run).toMatchObject({ status: "completed", output: "well" });
    }
    for (const [kind, { ends, hangs }] of hostile) {
      const runId = runIds.get(kind) ?? "";
      if (hangs === true) await scoria.cancelRun(ana, runId);
      const run = await scoria.waitForRun(ana, runId, { until: "settled", timeoutMs: 20_000 });
      const { status, ...error } = ends;
      expect(run, `what ${kind}`).toMatchObject(Object.keys(error).length === 0 ? { status } : { status, error });
      if ("error" in run) expect(run.error.message.length, kind).toBeLessThanOrEqual(2_000);
    }
    for (const [kind, status] of [
      ["resumes", "completed"],
      ["signals", "completed"],
      ["cancels", "cancelled"],
    ] as const) {
      const run = await scoria.waitForRun(ana, runIds.get(`${kind} its own run`) ?? "", { until: "settled" });
      expect(run, kind).toMatchObject({ status });
    }

    const read = async (kind: string) => scoria.getRunDetail(ana, runIds.get(kind) ?? "");
    expect((await read("changes its input")).input).toEqual({ given: true });
    const { steps } = await read("does not wait for its many steps");
    expect(steps.filter(({ name, status }) => name === "many" && status === "completed")).toHaveLength(manySteps);

    for (const goOn of goOnLate.splice(0)) goOn();
    const late = await start("neighbour");
    expect(await scoria.waitForRun(ana, late, { until: "settled" })).toMatchObject({ output: "well" });
    const { entries } = await read("goes on after it has returned");
    expect(entries.map(({ type }) => type)).toEqual(["run.started", "run.completed"]);
    for (const runId of [...runIds.values(), ...beside]) {
      expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
    }
    printFigure({ promise: "G10", engine, count: kinds.length, neighbours: beside.length });
    expect(unhandled).toEqual([]);
  });

  test("that ask for more steps than a run may have are halted", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        flood: (ctx) => {
          for (let at = 0; at < manySteps; at += 1) void ctx.step(["flood", String(at)], () => at);
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "flood" }, rails: { maxEntries: 100 } });
    const run = await scoria.waitForRun(ana, runId, { until: "settled" });
    expect(run).toMatchObject({ status: "halted", error: { code: "RAIL_EXCEEDED" } });
    expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
    expect(unhandled).toEqual([]);
  });
});
