import { expect, test } from "vitest";
import { verifyExport, type HandlerContext } from "../../src/index.ts";
import { ana, bo, createTestScoria, cy, eve, type TestScoria } from "../../src/testing/create-test-scoria.ts";
import { onEachEngine } from "../on-each-engine.ts";

/** Well-formed, and nobody's. */
const absentId = "01890000-0000-7000-8000-000000000000";

onEachEngine("an id that names nothing", (engine) => {
  test("is refused by the verbs that change a run, and a foreign one in the same words as an absent one", async () => {
    await using scoria = await createTestScoria({ engine, handlers: { ask } });
    const { runId } = await scoria.startWaitingRun(ana, { initialStep: { kind: "ask" } });
    const before = await everything(scoria);
    const verbs: readonly ((id: string) => Promise<unknown>)[] = [
      (id) => scoria.cancelRun(eve, id),
      (id) => scoria.retryRun(eve, id),
      (id) => scoria.signalRun(eve, id, "go"),
      async (id) => {
        for await (const entry of scoria.watchRun(eve, id)) return entry;
      },
    ];
    for (const verb of verbs) {
      const [absent, foreign] = [await thrownBy(verb(absentId)), await thrownBy(verb(runId))];
      expect(absent).toMatchObject({ code: "RUN_NOT_FOUND", details: { runId: absentId } });
      expect(JSON.stringify(foreign).replaceAll(runId, absentId)).toBe(JSON.stringify(absent));
      for (const malformed of ["", "   ", "chat-1", runId.toUpperCase(), runId.slice(1), undefined, null, 7]) {
        expect(await thrownBy(verb(malformed as string))).toMatchObject({ code: "INVALID_INPUT" });
      }
    }
    expect(await scoria.listApprovals(eve, { runId })).toEqual({ approvals: [], nextCursor: null });
    expect(await everything(scoria)).toEqual(before);
  });
});

onEachEngine("a run that goes wrong", (engine) => {
  test("by a step past its time has a failed step, is failed itself, and says which step it was", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async slow(ctx) {
          const { signal } = await ctx.step("quick", () => ({ signal: "green" }));
          return ctx.step(
            "slow",
            (attempt) =>
              new Promise<string>((resolve) => attempt.signal.addEventListener("abort", () => resolve(signal))),
            { timeoutMs: 20 },
          );
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "slow" } });
    const error = { name: "TimeoutError", message: 'Step "slow" took longer than 20 ms.' };
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ runId, status: "failed", error });
    expect(await standingOf(scoria, runId)).toEqual(["slow failed", "slow/quick completed", "slow/slow failed"]);
    const { entries } = await scoria.getRunDetail(ana, runId);
    expect(entries.at(-2)).toMatchObject({ type: "step.failed", stepKey: "slow/slow", payload: { error } });
    expect(entries.at(-1)).toMatchObject({ type: "run.failed", payload: { error, failedStep: "slow/slow" } });
    expect((await scoria.verifyEvidence(ana, runId)).ok).toBe(true);
  });

  test("by a handler that throws has a failed first step, is failed itself, and keeps what was done", async () => {
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async crash(ctx) {
          await ctx.step("before", () => "kept");
          throw new RangeError("the handler crashed");
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "crash" } });
    const error = { name: "RangeError", message: "the handler crashed" };
    expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ runId, status: "failed", error });
    expect(await standingOf(scoria, runId)).toEqual(["crash failed", "crash/before completed"]);
    const { entries, steps } = await scoria.getRunDetail(ana, runId);
    expect(steps[0]).toMatchObject({ error, finishedAt: expect.any(Date) as Date });
    expect(entries.at(-1)).toMatchObject({ type: "run.failed", payload: { error } });
    expect((await scoria.verifyEvidence(ana, runId)).ok).toBe(true);
  });

  test("and is tried again has exactly one entry more for the step that then went well", async () => {
    let isDown = true;
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async pay(ctx) {
          await ctx.step("quote", () => 12_900);
          return ctx.step("charge", () => {
            if (isDown) throw new Error("the bank is down");
            return "paid";
          });
        },
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "pay" } });
    await scoria.waitForRun(ana, runId, { until: "settled" });
    const before = (await scoria.getRunDetail(ana, runId)).entries;
    isDown = false;
    await scoria.retryRun(bo, runId);
    await scoria.waitForRun(ana, runId, { until: "settled" });
    const { entries } = await scoria.getRunDetail(ana, runId);
    expect(entries.slice(0, before.length)).toEqual(before);
    const added = entries.slice(before.length).map(({ type, stepKey }) => `${type} ${stepKey ?? ""}`.trim());
    expect(added).toEqual(["run.retried", "run.resumed", "step.completed pay/charge", "run.completed"]);
  });
});

onEachEngine("an approval that nobody decides in time", (engine) => {
  test("is expired in the answer to its handler, in the inbox, in the detail and in the exported evidence", async () => {
    let acted = 0;
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        async refund(ctx) {
          const decision = await ctx.requestApproval({ tool: "refund", arguments: {}, expiresInMs: 60_000 });
          if (decision.status === "approved") await ctx.step("refund", () => (acted += 1), { approval: decision });
          return decision;
        },
      },
    });
    const { runId, approvalId } = await scoria.startWaitingRun(ana, { initialStep: { kind: "refund" } });
    await scoria.advance(60_001);
    const run = await scoria.waitForRun(ana, runId, { until: "settled" });
    expect(run).toMatchObject({ runId, status: "completed", output: { status: "expired", approvalId } });
    expect(acted).toBe(0);
    const expired = { approvalId, status: "expired", decidedAt: expect.any(Date) as Date };
    const { approvals } = await scoria.listApprovals(bo, { status: "expired" });
    expect(approvals).toMatchObject([expired]);
    expect((await scoria.getRunDetail(ana, runId)).approvals).toEqual(approvals);
    expect(approvals[0]).not.toHaveProperty("decidedBy");
    const { jsonl, head } = await scoria.exportEvidence(ana, runId);
    expect(verifyExport(jsonl, { head })).toMatchObject({ ok: true });
    const types = jsonl
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { readonly type: string }).type);
    expect(types).toEqual([
      "run.started",
      "approval.requested",
      "run.waiting",
      "approval.expired",
      "run.resumed",
      "run.completed",
    ]);
  });
});

onEachEngine("a refused call", (engine) => {
  test("has written nothing and run nothing, whichever verb it is", async () => {
    let ran = 0;
    await using scoria = await createTestScoria({
      engine,
      handlers: {
        ask,
        async count() {
          return (ran += 1);
        },
      },
    });
    const { runId, approvalId } = await scoria.startWaitingRun(ana, { initialStep: { kind: "ask" } });
    const done = await scoria.startRun(ana, { initialStep: { kind: "count" }, idempotencyKey: "k" });
    await scoria.waitForRun(ana, done.runId, { until: "settled" });
    const before = await everything(scoria);
    expect(ran).toBe(1);

    const count = { initialStep: { kind: "count" as const } };
    const as = (value: unknown): never => value as never;
    const refused: readonly (readonly [code: string, call: () => Promise<unknown>])[] = [
      ["INVALID_IDENTITY", () => scoria.startRun(as({ actorId: "ana", tenantId: "acme" }), count)],
      ["INVALID_INPUT", () => scoria.startRun(ana, { ...count, input: { n: Number.NaN } })],
      ["UNKNOWN_OPTION", () => scoria.startRun(ana, as({ ...count, headers: { cookie: "x" } }))],
      ["PAYLOAD_TOO_LARGE", () => scoria.startRun(ana, { ...count, input: "x".repeat(300_000) })],
      ["IDEMPOTENCY_MISMATCH", () => scoria.startRun(ana, { ...count, input: 2, idempotencyKey: "k" })],
      ["HANDLER_MISSING", () => scoria.startRun(ana, as({ initialStep: { kind: "cuont" } }))],
      ["UNSAFE_RUNTIME_OVERRIDE", () => scoria.startRun(ana, { ...count, rails: { maxEntries: 1_000_000 } })],
      ["INVALID_INPUT", () => scoria.startRuns(ana, [count, { ...count, input: Number.NaN }])],
      ["RUN_NOT_RESUMABLE", () => scoria.resumeRun(ana, runId)],
      ["RUN_NOT_RESUMABLE", () => scoria.resumeRun(ana, done.runId)],
      ["RUN_NOT_RESUMABLE", () => scoria.retryRun(ana, runId)],
      ["RUN_NOT_RESUMABLE", () => scoria.signalRun(ana, done.runId, "go")],
      ["INVALID_INPUT", () => scoria.signalRun(ana, runId, "go", as(1n))],
      ["APPROVAL_OWN_REQUEST", () => scoria.decideApproval(ana, approvalId, { decision: "approved" })],
      ["APPROVAL_NOT_FOUND", () => scoria.decideApproval(eve, approvalId, { decision: "approved" })],
      ["INVALID_INPUT", () => scoria.decideApproval(bo, approvalId, as({ decision: "yes" }))],
      ["UNKNOWN_OPTION", () => scoria.decideApproval(bo, approvalId, as({ decision: "approved", arguments: {} }))],
      ["INVALID_INPUT", () => scoria.cancelRun(ana, runId, { timeoutMs: -1 })],
      ["RUN_NOT_FOUND", () => scoria.cancelRun(eve, runId)],
    ];
    for (const [code, call] of refused) expect(await thrownBy(call())).toMatchObject({ code });
    expect(await everything(scoria)).toEqual(before);
    expect(ran).toBe(1);

    await scoria.decideApproval(bo, approvalId, { decision: "approved" });
    await scoria.waitForRun(ana, runId, { until: "settled" });
    const decided = await everything(scoria);
    expect(decided).not.toEqual(before);
    expect(await thrownBy(scoria.decideApproval(cy, approvalId, { decision: "rejected" }))).toMatchObject({
      code: "APPROVAL_ALREADY_DECIDED",
    });
    expect(await everything(scoria)).toEqual(decided);
  });
});

async function ask(ctx: HandlerContext): Promise<string> {
  return (await ctx.requestApproval({ tool: "pay", arguments: {} })).status;
}

/** All rows of the core's own tables but those in which nodes say that they live. */
async function everything(scoria: { readonly database: TestScoria["database"] }): Promise<readonly unknown[]> {
  const tables = ["runs", "journal", "approvals"];
  return Promise.all(
    tables.map(async (table) => {
      const text = `select t::text as row from scoria.${table} t order by 1`;
      return (await scoria.database.control.query<{ row: string }>({ text, values: [] })).rows;
    }),
  );
}

async function standingOf(scoria: Pick<TestScoria, "getRunDetail">, runId: string): Promise<readonly string[]> {
  const { steps } = await scoria.getRunDetail(ana, runId);
  return steps.map(({ stepKey, status }) => `${stepKey} ${status}`);
}

async function thrownBy(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "nothing was thrown",
    (error: unknown) => error,
  );
}
