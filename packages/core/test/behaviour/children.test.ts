import { expect, test } from "vitest";
import type { ChildOutcome, Handler, Json, RunDetail } from "../../src/index.ts";
import { ana, bo, createTestScoria, eve, quickWorker } from "../../src/testing/create-test-scoria.ts";
import { createTestDatabase } from "../../src/testing/test-databases.ts";
import { until } from "../guarantees/races/race-database.ts";
import { onEachEngine } from "../on-each-engine.ts";

const settled = { until: "settled", timeoutMs: 60_000 } as const;
const double: Handler<{}, { n: number }> = async (ctx) => ctx.step("double", () => ctx.input.n * 2);
/** Ends only when it is told to. */
const patient: Handler = async (ctx) => ctx.waitForSignal("end");

onEachEngine("child runs", (engine) => {
  test("pause their parent until all have ended, and answer in the order asked", async () => {
    let executions = 0;
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        double,
        async fails() {
          throw new Error("No such file.");
        },
        async parent(ctx) {
          executions += 1;
          const one = await ctx.startChild<number>("double", { n: 1 }, { metadata: { part: "one" } });
          const bad = await ctx.startChild("fails");
          const two = await ctx.startChild<number>("double", { n: 2 });
          const [second, failed, first] = await ctx.waitForRuns([two, bad, one.runId]);
          return [second, failed, first];
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "parent" } });
    const run = await scoria.waitForRun(ana, runId, settled);
    expect(run).toMatchObject({
      status: "completed",
      output: [
        { status: "completed", output: 4 },
        { status: "failed", error: { message: "No such file." } },
        { status: "completed", output: 2 },
      ],
    });
    expect(executions).toBeLessThanOrEqual(2);
    const detail = await scoria.getRunDetail(ana, runId);
    const types = detail.entries.map(({ type }) => type);
    expect(types.filter((type) => type === "child.started")).toHaveLength(3);
    expect(types.filter((type) => type === "runs.settled")).toHaveLength(1);
    expect(detail.children).toMatchObject([
      { kind: "double", status: "completed", stepKey: "parent/child:double", outcome: { output: 2 } },
      { kind: "fails", status: "failed", stepKey: "parent/child:fails", outcome: { status: "failed" } },
      { kind: "double", status: "completed", stepKey: "parent/child:double#2", outcome: { output: 4 } },
    ]);
    for (const child of detail.children) {
      const its = await scoria.getRunDetail(bo, child.runId);
      expect(its).toMatchObject({ parentRunId: runId, actorId: "ana", tenantId: "acme", sessionId: ana.sessionId });
      expect(its.children).toEqual([]);
      expect((await scoria.verifyEvidence(ana, child.runId)).ok).toBe(true);
    }
    expect(await scoria.getRun(ana, detail.children[0]?.runId ?? "")).toMatchObject({ metadata: { part: "one" } });
    expect((await scoria.verifyEvidence(ana, runId)).ok).toBe(true);
    expect((await scoria.listRuns(ana)).runs.filter(({ parentRunId }) => parentRunId === runId)).toHaveLength(3);
  });

  test("a thousand of them wake their parent once", { timeout: 120_000 }, async () => {
    let executions = 0;
    const parentWaits = Promise.withResolvers<void>();
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async double(ctx) {
          const { n } = ctx.input as { n: number };
          return ctx.step("double", async () => {
            await parentWaits.promise;
            return n * 2;
          });
        },
        async fan(ctx) {
          executions += 1;
          const children = await Promise.all(
            Array.from({ length: 1_000 }, (_, n) => ctx.startChild<number>("double", { n })),
          );
          const outcomes = await ctx.waitForRuns(children);
          let sum = 0;
          for (const outcome of outcomes) if (outcome.status === "completed") sum += outcome.output;
          return sum;
        },
      },
    });
    const begun = performance.now();
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "fan" } });
    await scoria.waitForRun(ana, runId, { until: "waiting" });
    parentWaits.resolve();
    expect(await scoria.waitForRun(ana, runId, { until: "settled", timeoutMs: 110_000 })).toMatchObject({
      output: 999_000,
    });
    const tookMs = Math.round(performance.now() - begun);
    const { entries, children } = await scoria.getRunDetail(ana, runId);
    const count = (wanted: string): number => entries.filter(({ type }) => type === wanted).length;
    console.log(JSON.stringify({ figure: "fan-out of 1,000 children", engine, tookMs, resumed: count("run.resumed") }));
    expect(count("child.started")).toBe(1_000);
    // What shares a commit has one time: a thousand children are four commits, and not a thousand.
    const startedAt = entries.filter(({ type }) => type === "child.started").map(({ at }) => at.getTime());
    expect(new Set(startedAt).size).toBeLessThanOrEqual(4);
    expect(count("run.resumed")).toBe(1);
    expect(count("runs.settled")).toBe(1);
    expect(executions).toBe(2);
    expect(children.filter(({ status }) => status === "completed")).toHaveLength(1_000);
    expect((await scoria.verifyEvidence(ana, runId)).ok).toBe(true);
  });

  test("wait: the parent says for which, and only those that it waits for wake it", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        patient,
        async parent(ctx) {
          const [a, b, c] = await Promise.all(["a", "b", "c"].map((key) => ctx.startChild("patient", {}, { key })));
          if (a === undefined || b === undefined || c === undefined) throw new Error("No child.");
          const outcomes = await ctx.waitForRuns([a, b]);
          return outcomes.map(({ status }) => status);
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "parent" } });
    const waiting = await scoria.waitForRun(ana, runId, { until: "waiting" });
    const { children } = await scoria.getRunDetail(ana, runId);
    const [a = "", b = "", c = ""] = children.map((child) => child.runId);
    expect(waiting).toMatchObject({ status: "waiting", waitingFor: { kind: "runs", runIds: [a, b] } });
    await expect(scoria.resumeRun(ana, runId)).rejects.toMatchObject({ code: "RUN_NOT_RESUMABLE" });
    for (const child of [c, a]) {
      await scoria.signalRun(ana, child, "end", 1);
      await scoria.waitForRun(ana, child, settled);
      expect(await scoria.getRun(ana, runId)).toMatchObject({ status: "waiting" });
    }
    await scoria.signalRun(ana, b, "end", 1);
    expect(await scoria.waitForRun(ana, runId, settled)).toMatchObject({ output: ["completed", "completed"] });
    expect((await scoria.entryTypes(ana, runId)).filter((type) => type === "run.resumed")).toHaveLength(1);
  });

  test("are told with whatever way they end: cancelled, halted", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        patient,
        async greedy(ctx) {
          for (let at = 0; ; at += 1) await ctx.step("more", () => at);
        },
        async parent(ctx) {
          const children = [
            await ctx.startChild("patient"),
            await ctx.startChild("greedy", {}, { rails: { maxSteps: 2 } }),
          ];
          return (await ctx.waitForRuns(children)).map((outcome) =>
            outcome.status === "completed" ? outcome.status : [outcome.status, outcome.error.message],
          );
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "parent" } });
    await scoria.waitForRun(ana, runId, { until: "waiting" });
    const [first] = (await scoria.getRunDetail(ana, runId)).children;
    await scoria.waitForRun(ana, first?.runId ?? "", { until: "waiting" });
    await scoria.cancelRun(bo, first?.runId ?? "", { reason: "called off" });
    expect(await scoria.waitForRun(ana, runId, settled)).toMatchObject({
      status: "completed",
      output: [
        ["cancelled", "The run was cancelled by bo: called off."],
        ["halted", expect.stringContaining("maxSteps")],
      ],
    });
  });

  test("race with a timer, and a set that is complete goes on whatever else is waited for", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        patient,
        async timed(ctx) {
          const child = await ctx.startChild("patient");
          return Promise.race([ctx.waitForRuns([child]).then(() => "ended"), ctx.sleep(60_000).then(() => "late")]);
        },
        async sets(ctx) {
          const [a, b] = await Promise.all(["a", "b"].map((key) => ctx.startChild("patient", {}, { key })));
          if (a === undefined || b === undefined) throw new Error("No child.");
          return Promise.race([ctx.waitForRuns([a, b]).then(() => "both"), ctx.waitForRuns([b]).then(() => "b alone")]);
        },
      },
    });
    const late = await scoria.startRun(ana, { initialStep: { kind: "timed" } });
    await scoria.waitForRun(ana, late.runId, { until: "waiting" });
    await scoria.advance(61_000);
    expect(await scoria.waitForRun(ana, late.runId, settled)).toMatchObject({ output: "late" });

    const sets = await scoria.startRun(ana, { initialStep: { kind: "sets" } });
    await scoria.waitForRun(ana, sets.runId, { until: "waiting" });
    const { children } = await scoria.getRunDetail(ana, sets.runId);
    await scoria.signalRun(ana, children[1]?.runId ?? "", "end", null);
    expect(await scoria.waitForRun(ana, sets.runId, settled)).toMatchObject({ output: "b alone" });
  });

  test("are cancelled with their parent, and so are theirs; what ended before stays as it is", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        patient,
        double,
        async tree(ctx) {
          const { depth } = ctx.input as { depth: number };
          const done = await ctx.startChild("double", { n: depth });
          await ctx.waitForRuns([done]);
          const children = await Promise.all(
            ["l", "r"].map((key) =>
              depth === 0
                ? ctx.startChild("patient", {}, { key })
                : ctx.startChild("tree", { depth: depth - 1 }, { key }),
            ),
          );
          return ctx.waitForRuns(children).then(() => "done");
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "tree" }, input: { depth: 2 } });
    const all = async (): Promise<readonly RunDetail[]> => {
      const walk = async (id: string): Promise<readonly RunDetail[]> => {
        const detail = await scoria.getRunDetail(ana, id);
        return [detail, ...(await Promise.all(detail.children.map((child) => walk(child.runId)))).flat()];
      };
      return walk(runId);
    };
    await until("the whole tree waits", async () => {
      const runs = await all();
      return runs.length === 22 && runs.filter(({ status }) => status === "waiting").length === 15;
    });
    await scoria.cancelRun(bo, runId, { reason: "enough" });
    const runs = await until("all are cancelled", async () => {
      const now = await all();
      return now.every(({ finishedAt }) => finishedAt !== undefined) && now;
    });
    expect(runs.filter(({ status }) => status === "cancelled")).toHaveLength(15);
    expect(runs.filter(({ status }) => status === "completed").every(({ kind }) => kind === "double")).toBe(true);
    const child = runs[0]?.children.find(({ kind }) => kind === "tree");
    expect(await scoria.getRun(ana, child?.runId ?? "")).toMatchObject({
      status: "cancelled",
      error: { name: "RunCancelled", message: `The run was cancelled by bo: its parent run ${runId} was cancelled.` },
    });
    for (const run of runs) expect((await scoria.verifyEvidence(ana, run.runId)).ok).toBe(true);
  });

  test("that are at work when their parent is cancelled are aborted", async () => {
    const begun = Promise.withResolvers<void>();
    let wasAborted = false;
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async busy(ctx) {
          await ctx.step("long", async ({ signal }) => {
            begun.resolve();
            await new Promise((resolve) => signal.addEventListener("abort", resolve));
            wasAborted = true;
          });
        },
        async parent(ctx) {
          const child = await ctx.startChild("busy");
          await ctx.waitForRuns([child]);
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "parent" } });
    await begun.promise;
    await scoria.waitForRun(ana, runId, { until: "waiting" });
    await scoria.cancelRun(ana, runId);
    const [child] = (await scoria.getRunDetail(ana, runId)).children;
    expect(await scoria.waitForRun(ana, child?.runId ?? "", settled)).toMatchObject({ status: "cancelled" });
    await expect.poll(() => wasAborted).toBe(true);
  });

  test("go on when their parent completes, and when it fails", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        patient,
        async leaves(ctx) {
          await ctx.startChild("patient");
          return "left";
        },
        async fails(ctx) {
          await ctx.startChild("patient");
          throw new Error("Not today.");
        },
      },
    });
    for (const [kind, status] of [
      ["leaves", "completed"],
      ["fails", "failed"],
    ] as const) {
      const { runId } = await scoria.startRun(ana, { initialStep: { kind } });
      expect(await scoria.waitForRun(ana, runId, settled)).toMatchObject({ status });
      const [child] = (await scoria.getRunDetail(ana, runId)).children;
      await scoria.signalRun(ana, child?.runId ?? "", "end", "later");
      expect(await scoria.waitForRun(ana, child?.runId ?? "", settled)).toMatchObject({ output: "later" });
    }
  });

  test("a failed one that is retried changes nothing of what its parent was told", async () => {
    let tries = 0;
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async flaky() {
          tries += 1;
          if (tries === 1) throw new Error("The first try fails.");
          return "well";
        },
        async parent(ctx) {
          const child = await ctx.startChild("flaky");
          const [outcome] = await ctx.waitForRuns([child]);
          await ctx.waitForSignal("go");
          return outcome.status;
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "parent" } });
    await until("it waits for the signal", async () => {
      const run = await scoria.getRun(ana, runId);
      return run.status === "waiting" && run.waitingFor.kind === "signal";
    });
    const [child] = (await scoria.getRunDetail(ana, runId)).children;
    await scoria.retryRun(ana, child?.runId ?? "");
    expect(await scoria.waitForRun(ana, child?.runId ?? "", settled)).toMatchObject({ output: "well" });
    expect(await scoria.getRun(ana, runId)).toMatchObject({ status: "waiting" });
    await scoria.signalRun(ana, runId, "go", null);
    expect(await scoria.waitForRun(ana, runId, settled)).toMatchObject({ output: "failed" });
    expect((await scoria.getRunDetail(ana, runId)).children).toMatchObject([
      { status: "completed", outcome: { status: "failed" } },
    ]);
  });

  test("that end on another node wake a parent that was started on the first", async () => {
    const on = await createTestDatabase(engine);
    try {
      const parent: Handler = async (ctx) => {
        const children = await Promise.all([1, 2, 3].map((n) => ctx.startChild<number>("double", { n })));
        const outcomes = await ctx.waitForRuns(children);
        return outcomes.map((outcome) => (outcome.status === "completed" ? outcome.output : outcome.status));
      };
      // Each knows both kinds, as a start demands, and one of them has no room.
      const handlers = { parent, double };
      await using one = await createTestScoria({ on, handlers, worker: { ...quickWorker, concurrency: 1 } });
      await using two = await createTestScoria({ on, handlers, worker: { ...quickWorker, concurrency: 8 } });
      const runs = await Promise.all(
        Array.from({ length: 10 }, () => one.startRun(ana, { initialStep: { kind: "parent" }, input: {} })),
      );
      for (const { runId } of runs) {
        expect(await two.waitForRun(ana, runId, settled)).toMatchObject({ output: [2, 4, 6] });
        expect((await two.verifyEvidence(ana, runId)).ok).toBe(true);
      }
    } finally {
      await on.drop();
    }
  });

  test("stay recorded over an execution that starts again, and a handler that asks for others is diverged", async () => {
    const on = await createTestDatabase(engine);
    try {
      const parentOf =
        (kind: string): Handler =>
        async (ctx) => {
          const child = await ctx.startChild("double", { n: 1 });
          await ctx.step("after", () => child.runId);
          await ctx.waitForSignal("go");
          const other =
            kind === "double" ? await ctx.startChild("double", { n: 2 }) : await ctx.step("no", () => child);
          const outcomes = await ctx.waitForRuns([child, other]);
          await ctx.waitForSignal("end");
          return outcomes.length;
        };
      let runId = "";
      {
        await using first = await createTestScoria({ on, handlers: { double, parent: parentOf("double") } });
        ({ runId } = await first.startRun(ana, { initialStep: { kind: "parent" }, input: {} }));
        await first.waitForRun(ana, runId, { until: "waiting" });
        await first.signalRun(ana, runId, "go", null);
        await until("it waits again", async () => {
          const run = await first.getRun(ana, runId);
          return run.status === "waiting" && run.waitingFor.kind === "signal";
        });
      }
      {
        await using changed = await createTestScoria({ on, handlers: { double, parent: parentOf("none") } });
        await changed.signalRun(ana, runId, "end", null);
        await until("it waits for an operator", async () => {
          const run = await changed.getRun(ana, runId);
          return run.status === "waiting" && run.waitingFor.kind === "operator" && run.waitingFor.code;
        });
      }
      await using mended = await createTestScoria({ on, handlers: { double, parent: parentOf("double") } });
      await mended.resumeRun(ana, runId);
      expect(await mended.waitForRun(ana, runId, settled)).toMatchObject({ output: 2 });
      expect((await mended.getRunDetail(ana, runId)).children).toHaveLength(2);
    } finally {
      await on.drop();
    }
  });

  test("nest no deeper than 32 generations", { timeout: 60_000 }, async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async endless(ctx): Promise<Json> {
          const child = await ctx.startChild("endless");
          const [outcome] = await ctx.waitForRuns([child]);
          return outcome.status === "completed" ? outcome.output : { ...outcome.error };
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "endless" } });
    expect(await scoria.waitForRun(ana, runId, settled)).toMatchObject({
      output: { code: "RAIL_EXCEEDED", details: { rail: "maxDepth", limit: 32 } },
    });
    expect((await scoria.listRuns(ana, { limit: 200 })).runs).toHaveLength(33);
  });

  test("are refused where they cannot be recorded, and for what they are given", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        strict: {
          input: {
            "~standard": {
              version: 1 as const,
              vendor: "test",
              validate: (value: unknown) =>
                typeof value === "object" && value !== null && "n" in value
                  ? { value: { n: Number(value.n) } }
                  : { issues: [{ path: ["n"] }] },
              types: undefined as { input: { n: string }; output: { n: number } } | undefined,
            },
          },
          run: (ctx) => ctx.input.n + 1,
        },
        async parent(ctx) {
          const codes: string[] = [];
          const refused = async (work: () => unknown): Promise<void> => {
            try {
              await work();
              codes.push("none");
            } catch (error) {
              codes.push((error as { code: string }).code);
            }
          };
          await refused(() => ctx.step("inside", () => ctx.startChild("strict", { n: "1" }).then(() => 1)));
          await refused(() => ctx.step("inside too", () => ctx.continueAsNew({}).then(() => 1)));
          await refused(() => ctx.startChild("unknown"));
          await refused(() => ctx.startChild("strict", {}));
          await refused(() => ctx.startChild("strict", { n: 1n }));
          await refused(() => ctx.startChild("strict", {}, { rails: { maxEntries: 10_001 } }));
          await refused(() => ctx.startChild("strict", {}, { kye: "a" } as never));
          await refused(() => ctx.waitForRuns(["0190f5a6-0000-7000-8000-000000000000"]));
          await refused(() => ctx.waitForRuns("all" as never));
          const child = await ctx.startChild<number>("strict", { n: "41" });
          const none = await ctx.waitForRuns([]);
          const [outcome] = await ctx.waitForRuns([child]);
          return { codes, none, outcome: outcome.status === "completed" ? outcome.output : 0 };
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "parent" } });
    expect(await scoria.waitForRun(ana, runId, settled)).toMatchObject({
      output: {
        codes: [
          "STEP_NESTED",
          "STEP_NESTED",
          "HANDLER_MISSING",
          "INVALID_INPUT",
          "STEP_RESULT_INVALID",
          "UNSAFE_RUNTIME_OVERRIDE",
          "UNKNOWN_OPTION",
          "INVALID_INPUT",
          "INVALID_INPUT",
        ],
        none: [],
        outcome: 42,
      },
    });
  });

  test("that return too much together fail the wait, and can be waited for in parts", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        big: () => "x".repeat(400_000),
        async parent(ctx) {
          const children = [];
          for (let at = 0; at < 3; at += 1) children.push(await ctx.startChild<string>("big"));
          const lengths: (number | string)[] = [];
          try {
            await ctx.waitForRuns(children);
          } catch (error) {
            lengths.push((error as { code: string }).code);
          }
          for (const child of children) {
            const [outcome] = await ctx.waitForRuns([child]);
            lengths.push(outcome.status === "completed" ? outcome.output.length : outcome.status);
          }
          return lengths;
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "parent" } });
    expect(await scoria.waitForRun(ana, runId, settled)).toMatchObject({
      output: ["PAYLOAD_TOO_LARGE", 400_000, 400_000, 400_000],
    });
  });

  test("are not there for another tenant", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        patient,
        async parent(ctx) {
          const { steal } = ctx.input as { steal?: string };
          if (steal !== undefined) {
            return ctx.waitForRuns([steal]).then(
              () => "seen",
              (error: { code: string }) => error.code,
            );
          }
          const child = await ctx.startChild("patient");
          await ctx.waitForRuns([child]);
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "parent" }, input: {} });
    await scoria.waitForRun(ana, runId, { until: "waiting" });
    const [child] = (await scoria.getRunDetail(ana, runId)).children;
    const childId = child?.runId ?? "";
    await expect(scoria.getRun(eve, childId)).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
    await expect(scoria.cancelRun(eve, childId)).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
    await expect(scoria.cancelRun(eve, runId)).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
    const theft = await scoria.startRun(eve, { initialStep: { kind: "parent" }, input: { steal: childId } });
    expect(await scoria.waitForRun(eve, theft.runId, settled)).toMatchObject({ output: "INVALID_INPUT" });
    expect(await scoria.getRun(ana, runId)).toMatchObject({ status: "waiting" });
    expect((await scoria.listRuns(eve)).runs.map((run) => run.runId)).toEqual([theft.runId]);
  });

  test("count against their parent's limit on entries, and have limits of their own", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        double,
        async parent(ctx) {
          const outcomes: ChildOutcome[] = [];
          for (let n = 0; n < 20; n += 1) {
            const child = await ctx.startChild("double", { n });
            outcomes.push(...(await ctx.waitForRuns([child])));
          }
          return outcomes.length;
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "parent" }, rails: { maxEntries: 12 } });
    const run = await scoria.waitForRun(ana, runId, settled);
    expect(run).toMatchObject({ status: "halted", error: { details: { rail: "maxEntries", limit: 12 } } });
    expect((run as { error: { message: string } }).error.message).toContain("ctx.continueAsNew");
    for (const child of (await scoria.getRunDetail(ana, runId)).children) {
      expect((await scoria.waitForRun(ana, child.runId, settled)).status).toBe("completed");
    }
  });

  test("of a parent that was cancelled by a process which then died are cancelled by whoever is left", async () => {
    await using scoria = await createTestScoria({
      engine,
      worker: quickWorker,
      handlers: {
        patient,
        async parent(ctx) {
          const children = await Promise.all([1, 2].map((key) => ctx.startChild("patient", {}, { key: String(key) })));
          await ctx.waitForRuns(children);
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "parent" } });
    await scoria.waitForRun(ana, runId, { until: "waiting" });
    const { children } = await scoria.getRunDetail(ana, runId);
    for (const child of children) await scoria.waitForRun(ana, child.runId, { until: "waiting" });
    // What that process did: the one statement, and nothing after it.
    await scoria.database.control.query({
      text: "select outcome from scoria.cancel_run($1::uuid, '{acme}', 'from-elsewhere', $2, $3)",
      values: [
        runId,
        JSON.stringify({ by: "bo", cancelId: "from-elsewhere" }),
        JSON.stringify({ by: "bo", error: { message: "It was cancelled by bo.", name: "RunCancelled" } }),
      ],
    });
    for (const child of children) {
      expect(await scoria.waitForRun(ana, child.runId, settled)).toMatchObject({ status: "cancelled" });
      expect((await scoria.verifyEvidence(ana, child.runId)).ok).toBe(true);
    }
  });

  test("that no node survives end as poisoned, and their parent is told", async () => {
    await using scoria = await createTestScoria({
      engine,
      worker: quickWorker,
      handlers: {
        // At work without a word to the journal, so nothing speaks for it when its nodes are lost.
        silent: () => new Promise(() => {}),
        async parent(ctx) {
          const child = await ctx.startChild("silent");
          const [outcome] = await ctx.waitForRuns([child]);
          return outcome.status === "completed" ? outcome.status : (outcome.error.code ?? outcome.error.name);
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "parent" } });
    await scoria.waitForRun(ana, runId, { until: "waiting" });
    const [child] = (await scoria.getRunDetail(ana, runId)).children;
    await until(
      "the child is at work",
      async () => (await scoria.getRun(ana, child?.runId ?? "")).status === "running",
    );
    // As if it belonged to the last of many nodes that went down with it.
    await scoria.database.control.query({
      text: "update scoria.runs set owner = 'gone/1', takeovers = 9 where run_id = $1",
      values: [child?.runId],
    });
    expect(await scoria.waitForRun(ana, runId, settled)).toMatchObject({ output: "POISONED" });
    expect(await scoria.getRun(ana, child?.runId ?? "")).toMatchObject({ status: "failed" });
  });
});
