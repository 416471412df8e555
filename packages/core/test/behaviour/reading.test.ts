import { expect, test } from "vitest";
import { ana, bo, createTestScoria, eve } from "../../src/testing/create-test-scoria.ts";
import { onEachEngine } from "../on-each-engine.ts";

onEachEngine("many runs", (engine) => {
  test("are started together, answered in order, and none when one is refused", async () => {
    await using scoria = await createTestScoria({ engine, handlers: { echo: async (ctx) => ctx.input } });
    const start = (input: unknown) => ({ initialStep: { kind: "echo" as const }, input });
    const runs = await scoria.startRuns(ana, [0, 1, 2, 3, 4].map(start));
    expect(new Set(runs.map((run) => run.runId)).size).toBe(5);
    for (const [at, { runId }] of runs.entries()) {
      expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ output: at });
    }
    await expect(scoria.startRuns(ana, [start(5), start(Number.NaN)])).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect((await scoria.listRuns(ana)).runs).toHaveLength(5);
    expect(await scoria.startRuns(ana, [])).toEqual([]);
  });

  test("are listed newest first by status, kind, session and actor, a page at a time", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: { good: async () => 1, bad: async () => Promise.reject(new Error("no")) },
    });
    const other = scoria.identity({ actorId: "zoe", tenantId: "acme", sessionId: "chat-2" });
    const kinds = ["good", "bad", "good", "good", "bad"] as const;
    for (const kind of kinds) {
      const { runId } = await scoria.startRun(kind === "bad" ? other : ana, { initialStep: { kind } });
      await scoria.waitForRun(ana, runId, { until: "settled" });
    }
    await scoria.startRun(eve, { initialStep: { kind: "good" } });
    const kindsOf = async (filter: Parameters<typeof scoria.listRuns>[1]): Promise<readonly (string | null)[]> =>
      (await scoria.listRuns(ana, filter)).runs.map((run) => run.kind);
    expect(await kindsOf({})).toEqual(kinds.toReversed());
    expect(await kindsOf({ status: "failed" })).toEqual(["bad", "bad"]);
    expect(await kindsOf({ kind: "good" })).toEqual(["good", "good", "good"]);
    expect(await kindsOf({ sessionId: "chat-2" })).toEqual(["bad", "bad"]);
    expect(await kindsOf({ actorId: "zoe", status: "completed" })).toEqual([]);

    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await scoria.listRuns(ana, { limit: 2, ...(cursor === null ? {} : { cursor }) });
      seen.push(...page.runs.map((run) => run.runId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual((await scoria.listRuns(ana)).runs.map((run) => run.runId));
    expect(new Set(seen).size).toBe(5);
  });

  test("are not opened by the cursor of another list, filter or tenant", async () => {
    await using scoria = await createTestScoria({ engine, handlers: { good: async () => 1 } });
    await scoria.startRuns(ana, [{}, {}, {}]);
    await scoria.startRuns(eve, [{}, {}, {}]);
    const cursor = (await scoria.listRuns(ana, { limit: 1 })).nextCursor ?? "";
    expect((await scoria.listRuns(ana, { limit: 1, cursor })).runs).toHaveLength(1);
    const forged = Buffer.from(`${"x".repeat(16)}${(await scoria.listRuns(ana)).runs[0]?.runId ?? ""}`).toString(
      "base64url",
    );
    const wrong = [
      () => scoria.listRuns(eve, { limit: 1, cursor }),
      () => scoria.listRuns(ana, { limit: 1, cursor, status: "completed" }),
      () => scoria.listRunsForSession(ana, { limit: 1, cursor }),
      () => scoria.listApprovals(ana, { limit: 1, cursor }),
      () => scoria.listRuns(ana, { cursor: forged }),
      () => scoria.listRuns(ana, { cursor: "" }),
      () => scoria.listRuns(ana, { cursor: `${cursor}A` }),
      () => scoria.listRuns(ana, { limit: 0 }),
      () => scoria.listRuns(ana, { limit: 201 }),
      () => scoria.listRuns(ana, { status: "done" as never }),
    ];
    for (const list of wrong) await expect(list()).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(scoria.listRuns(ana, { state: "failed" } as never)).rejects.toMatchObject({ code: "UNKNOWN_OPTION" });
  });
});

onEachEngine("watching a run", (engine) => {
  test("gives each entry once, in order, as it is committed, and ends with the run", async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async work(ctx) {
          for (const name of ["a", "b", "c"]) await ctx.step(name, () => gate);
          await ctx.requestApproval({ tool: "go", arguments: {} });
          return "done";
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "work" } });
    const seen: number[] = [];
    const types: string[] = [];
    const decided = (async () => {
      await scoria.waitForRun(ana, runId, { until: "waiting" });
      const [approval] = (await scoria.listApprovals(bo, { runId })).approvals;
      await scoria.decideApproval(bo, approval?.approvalId ?? "", { decision: "approved" });
    })();
    open();
    for await (const entry of scoria.watchRun(ana, runId)) {
      seen.push(entry.seq);
      types.push(entry.type);
    }
    await decided;
    expect(seen).toEqual(seen.map((_, at) => at + 1));
    expect(types.at(-1)).toBe("run.completed");
    expect(types).toEqual(await scoria.entryTypes(ana, runId));
    const rest: number[] = [];
    for await (const entry of scoria.watchRun(ana, runId, { after: 3 })) rest.push(entry.seq);
    expect(rest).toEqual(seen.slice(3));
  });

  test("ends with its signal, and is refused for a run that the caller may not see", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: { ask: async (ctx) => ctx.requestApproval({ tool: "go", arguments: {} }) },
    });
    const { runId } = await scoria.startWaitingRun(ana, { initialStep: { kind: "ask" } });
    const abort = new AbortController();
    const seen: string[] = [];
    for await (const entry of scoria.watchRun(ana, runId, { signal: abort.signal })) {
      seen.push(entry.type);
      if (entry.type === "run.waiting") abort.abort();
    }
    expect(seen).toEqual(["run.started", "approval.requested", "run.waiting"]);
    const foreign = async (): Promise<void> => {
      for await (const entry of scoria.watchRun(eve, runId)) seen.push(entry.type);
    };
    await expect(foreign()).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
  });
});

onEachEngine("the end of a run", (engine) => {
  test("is answered to who waits in the process that executed it just as to who reads it later", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        value: async (ctx) => ctx.step("value", () => ({ of: ctx.input })),
        nothing: async () => undefined,
        fails: async () => Promise.reject(new TypeError("no")),
        limited: async (ctx) => {
          for (;;) await ctx.step("again", () => 1);
        },
        pauses: async (ctx) => ctx.waitForSignal("go"),
        endless: async (ctx) => ctx.step("endless", () => new Promise<never>(() => {})),
      },
    });
    const shared = { rootRole: "planner", metadata: { from: "web" } };
    const ended = async (kind: "value" | "nothing" | "fails" | "limited" | "pauses" | "endless"): Promise<string> => {
      const rails = kind === "limited" ? { maxSteps: 2 } : {};
      const { runId } = await scoria.startRun(ana, { ...shared, initialStep: { kind }, input: kind, rails });
      if (kind === "pauses") await scoria.signalRun(ana, runId, "go", 1);
      const waited = scoria.waitForRun(ana, runId, { until: "settled" });
      if (kind === "endless") await scoria.cancelRun(bo, runId);
      expect(await waited).toEqual(await scoria.getRun(ana, runId));
      await expect(scoria.waitForRun(eve, runId, { until: "settled" })).rejects.toMatchObject({
        code: "RUN_NOT_FOUND",
      });
      return (await waited).status;
    };
    const statuses = [];
    for (const kind of ["value", "nothing", "fails", "limited", "pauses", "endless"] as const) {
      statuses.push(await ended(kind));
    }
    expect(statuses).toEqual(["completed", "completed", "failed", "halted", "completed", "cancelled"]);
  });

  test("is not told to another tenant that waits beside", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: { slow: async (ctx) => ctx.waitForSignal("go") },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "slow" } });
    const foreign = scoria.waitForRun(eve, runId, { until: "settled" });
    const own = scoria.waitForRun(ana, runId, { until: "settled" });
    await expect(foreign).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
    await scoria.signalRun(ana, runId, "go", 1);
    expect(await own).toMatchObject({ status: "completed", output: 1 });
  });
});
