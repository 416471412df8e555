import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import type { HandlerEntry, Identity, Json, RunSummary } from "../../src/index.ts";
import type { GivenInnerHandler, Lane } from "../../src/lane/index.ts";
import { ana, bo, createTestScoria } from "../../src/testing/create-test-scoria.ts";
import type { TestDatabase, TestEngine } from "../../src/testing/test-databases.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { ownDatabase } from "./open-with-lane.ts";

interface DeskParts {
  readonly api: { start(who: Identity, inner: GivenInnerHandler): Promise<RunSummary> };
  readonly step: { readonly context: Json | undefined; run(name: string, inner: GivenInnerHandler): Promise<Json> };
}
interface DeskLane extends Lane<"desk", DeskParts> {}

/** A lane that does nothing but to run handlers inside runs. */
function deskLane(): DeskLane {
  return {
    name: "desk",
    migrations: [],
    attach(host) {
      const neverAsked = (): never => {
        throw new Error("It was recorded when the run started.");
      };
      host.registerHandler("desk", { run: (_, call) => call.runHandler("job", neverAsked) });
      return {
        api: {
          start: (who, inner) =>
            host.startRun(who, { initialStep: { kind: "desk" }, rootRole: "planner", first: { name: "job", inner } }),
        },
        step: (call) => ({ context: call.context, run: (name, inner) => call.runHandler(name, inner) }),
      };
    },
  };
}

type Handlers = Readonly<Record<string, HandlerEntry<{ desk: DeskLane }, unknown>>>;

async function openDesk(
  where: { readonly engine: TestEngine } | { readonly on: TestDatabase },
  handlers?: Handlers,
  worker?: false,
) {
  const lanes = { desk: deskLane() };
  const options = { ...where, lanes, ...(worker === undefined ? {} : { worker }) };
  const scoria = await createTestScoria({ ...options, ...(handlers === undefined ? {} : { handlers }) });
  onTestFinished(() => scoria.close());
  return scoria;
}

const critic = { kind: "review", role: "critic", input: { text: "draft" }, context: { about: "policy" } } as const;

onEachEngine("a handler that a lane puts in line with the start of its run", (engine) => {
  test("stands queued in the detail from the first commit on, and is executed by whoever takes the run", async () => {
    const on = await ownDatabase(engine);
    const web = await openDesk({ on }, undefined, false);
    const { runId } = await web.desk.start(ana, {
      ...critic,
      entries: [{ type: "desk.asked", payload: { by: "planner" } }],
    });
    const queued = await web.getRunDetail(ana, runId);
    expect(queued.entries.map(({ type }) => type)).toEqual(["run.started", "desk.asked", "step.queued"]);
    expect(queued.steps).toMatchObject([
      { stepKey: "desk", role: "planner", status: "queued" },
      {
        stepKey: "desk/desk:job",
        kind: "review",
        role: "critic",
        status: "queued",
        input: { text: "draft" },
        attempts: 0,
        startedAt: null,
        finishedAt: null,
      },
    ]);

    const node = await openDesk({ on }, { review: (ctx) => ({ role: ctx.role, saw: ctx.desk.context ?? null }) });
    expect(await node.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "completed",
      output: { role: "critic", saw: { about: "policy" } },
    });
    const { steps } = await node.getRunDetail(ana, runId);
    expect(steps[1]).toMatchObject({ status: "completed", attempts: 1, input: { text: "draft" } });
    expect(steps[1]?.startedAt).toBeInstanceOf(Date);
    expect(await node.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
  });

  test("is cancelled with its run before it begins", async () => {
    const web = await openDesk({ engine }, undefined, false);
    const { runId } = await web.desk.start(ana, critic);
    await web.cancelRun(ana, runId);
    expect((await web.getRunDetail(ana, runId)).steps).toMatchObject([
      { status: "cancelled" },
      { status: "cancelled" },
    ]);
  });

  test("is refused, and no run with it, where runs are executed and its kind is not known", async () => {
    const scoria = await openDesk({ engine }, { other: () => null });
    await expect(scoria.desk.start(ana, critic)).rejects.toMatchObject({ code: "HANDLER_MISSING" });
    await expect(scoria.startRun(ana, { initialStep: { kind: "review" } })).rejects.toMatchObject({
      code: "HANDLER_MISSING",
    });
    expect((await scoria.listRuns(ana)).runs).toEqual([]);
  });
});

onEachEngine("a handler inside a run", (engine) => {
  test("is called after a pause with what was recorded, whatever the handler around it gives now", async () => {
    let times = 0;
    const scoria = await openDesk(
      { engine },
      {
        plan: (ctx) => {
          times += 1;
          return ctx.desk.run("job", { ...critic, input: { time: times }, context: { time: times } });
        },
        async review(ctx) {
          await ctx.requestApproval({ tool: "go", arguments: {} });
          return { input: ctx.input, context: ctx.desk.context ?? null };
        },
      },
    );
    const { runId, approvalId } = await scoria.startWaitingRun(ana, { initialStep: { kind: "plan" } });
    await scoria.decideApproval(bo, approvalId, { decision: "approved" });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      output: { input: { time: 1 }, context: { time: 1 } },
    });
    expect(times).toBe(2);
  });

  test("is made by a function that is told its step key, and asked only while nothing is recorded", async () => {
    const asked: string[] = [];
    const scoria = await openDesk(
      { engine },
      {
        async plan(ctx) {
          const refused = await ctx.desk
            .run("job", () => {
              throw new Error("not today");
            })
            .catch((error: Error) => error.message);
          const made = await ctx.desk.run("job", ({ stepKey }) => {
            asked.push(stepKey);
            return { ...critic, entries: [{ type: "desk.asked", payload: { stepKey } }] };
          });
          await ctx.requestApproval({ tool: "go", arguments: {} });
          return { refused, made };
        },
        review: () => "done",
      },
    );
    const { runId, approvalId } = await scoria.startWaitingRun(ana, { initialStep: { kind: "plan" } });
    await scoria.decideApproval(bo, approvalId, { decision: "approved" });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      output: { refused: "not today", made: "done" },
    });
    expect(asked).toEqual(["plan/desk:job#2"]);
    const { entries } = await scoria.getRunDetail(ana, runId);
    expect(entries.find(({ type }) => type === "desk.asked")?.payload).toEqual({ stepKey: "plan/desk:job#2" });
  });

  test("has a budget, which what stands inside it uses up too, and fails by it alike after a pause", async () => {
    const inside: unknown[] = [];
    const scoria = await openDesk(
      { engine },
      {
        async plan(ctx) {
          const budget = { maxSteps: 3 };
          const error = await ctx.desk.run("job", { ...critic, budget }).catch((thrown: unknown) => thrown);
          return { after: await ctx.step("after", () => "free"), code: (error as { code: string }).code };
        },
        async review(ctx) {
          await ctx.step("one", () => 1);
          await ctx.desk.run("deeper", { ...critic, kind: "deeper", budget: { maxSteps: 50 } });
          await ctx.requestApproval({ tool: "go", arguments: {} });
          inside.push("after the pause");
          return ctx.step("four", () => inside.push("too many"));
        },
        deeper: (ctx) => ctx.step("three", () => 3),
      },
    );
    const { runId, approvalId } = await scoria.startWaitingRun(ana, { initialStep: { kind: "plan" } });
    await scoria.decideApproval(bo, approvalId, { decision: "approved" });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      status: "completed",
      output: { after: "free", code: "RAIL_EXCEEDED" },
    });
    expect(inside).toEqual(["after the pause"]);
    const { steps } = await scoria.getRunDetail(ana, runId);
    expect(steps.find(({ stepKey }) => stepKey === "plan/desk:job")?.error).toMatchObject({
      code: "RAIL_EXCEEDED",
      details: { rail: "maxSteps", limit: 3, stepKey: "plan/desk:job" },
    });
  });

  test("does not use its budget up with what was refused", async () => {
    const scoria = await openDesk(
      { engine },
      {
        plan: (ctx) => ctx.desk.run("job", { ...critic, budget: { maxSteps: 3 } }),
        async review(ctx) {
          await ctx.desk.run("inside", { ...critic, kind: "careless" });
          const before = await ctx.step("before", () => "third");
          await ctx.requestApproval({ tool: "go", arguments: {} });
          return {
            before,
            after: await ctx.step("after", () => "too many").catch((error: { code: string }) => error.code),
          };
        },
        async careless(ctx) {
          await ctx.desk.run("refused", { ...critic, kind: "count", input: { n: "three" } }).catch(() => null);
          return ctx.step("second", () => null);
        },
        count: { input: z.object({ n: z.number() }), run: (ctx) => ctx.input },
      },
    );
    const { runId, approvalId } = await scoria.startWaitingRun(ana, { initialStep: { kind: "plan" } });
    await scoria.decideApproval(bo, approvalId, { decision: "approved" });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({
      output: { before: "third", after: "RAIL_EXCEEDED" },
    });
  });

  test("may be shown who started the run without what was said about them, and so is what stands inside it", async () => {
    const scoria = await openDesk(
      { engine },
      {
        async plan(ctx) {
          const shown = await ctx.desk.run("shown", { ...critic, kind: "tell" });
          const bare = await ctx.desk.run("bare", { ...critic, bareIdentity: true });
          return { shown, bare };
        },
        tell: ({ identity }) => ({ ...identity }),
        review: (ctx) => ctx.desk.run("inside", { ...critic, kind: "tell" }),
      },
    );
    const known = scoria.identity({ actorId: "ana", tenantId: "acme", metadata: { plan: "gold" } });
    const { runId } = await scoria.startRun(known, { initialStep: { kind: "plan" } });
    expect(await scoria.waitForRun(known, runId, { until: "settled" })).toMatchObject({
      output: {
        shown: { actorId: "ana", metadata: { plan: "gold" } },
        bare: { actorId: "ana", tenantId: "acme", metadata: {} },
      },
    });
  });

  test("has its input checked by its own schema, and a kind that is missing is refused before anything is recorded", async () => {
    const codes: unknown[] = [];
    const scoria = await openDesk(
      { engine },
      {
        async plan(ctx) {
          for (const inner of [
            { ...critic, kind: "count", input: { n: "three" } },
            { ...critic, kind: "missing" },
          ]) {
            codes.push(await ctx.desk.run("job", inner).catch((error: { code: string }) => error.code));
          }
          return ctx.desk.run("job", { ...critic, kind: "count", input: {} });
        },
        count: { input: z.object({ n: z.number().default(3) }), run: (ctx) => ctx.input },
      },
    );
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "plan" } });
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: { n: 3 } });
    expect(codes).toEqual(["INVALID_INPUT", "HANDLER_MISSING"]);
    expect(await scoria.entryTypes(ana, runId)).toEqual([
      "run.started",
      "step.started",
      "step.completed",
      "run.completed",
    ]);
    await expect(scoria.desk.start(ana, { ...critic, kind: "count", input: { n: "three" } })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    const begun = await scoria.desk.start(ana, { ...critic, kind: "count", input: {} });
    expect(await scoria.waitForRun(ana, begun.runId, { until: "settled" })).toMatchObject({ output: { n: 3 } });
  });

  test("that is shown no metadata starts children that have none", async () => {
    const scoria = await openDesk(
      { engine },
      {
        plan: (ctx) => ctx.desk.run("bare", { ...critic, bareIdentity: true }),
        async review(ctx) {
          const [outcome] = await ctx.waitForRuns([await ctx.startChild("tell")]);
          return outcome.status === "completed" ? outcome.output : outcome.status;
        },
        tell: ({ identity }) => ({ ...identity }),
      },
    );
    const known = scoria.identity({ actorId: "ana", tenantId: "acme", metadata: { plan: "gold" } });
    const { runId } = await scoria.startRun(known, { initialStep: { kind: "plan" } });
    expect(await scoria.waitForRun(known, runId, { until: "settled" })).toMatchObject({
      output: { actorId: "ana", metadata: {} },
    });
  });
});
