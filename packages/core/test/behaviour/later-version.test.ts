import { expect, test } from "vitest";
import { createScoria, verifyExport, type Handler, type Lane, type Logger } from "../../src/index.ts";
import { quietLogger } from "../../src/seams/logger.ts";
import { ana, bo, createTestScoria, type TestScoria } from "../../src/testing/create-test-scoria.ts";
import { onEachEngine } from "../on-each-engine.ts";

const laterType = "run.reviewed";

const work: Handler = async (ctx) => {
  const one = await ctx.step("one", () => "done");
  await ctx.requestApproval({ tool: "go", arguments: { one } });
  return one;
};

/** What a later version does to a run: an entry that this one does not know, sealed as every entry is. */
async function writeLaterEntry(scoria: TestScoria, runId: string, type = laterType): Promise<void> {
  await scoria.database.control.query({
    text: `select scoria.append_external(run_id, tenant_id, epoch, $2, '{"by":["a","later","version"]}')
           from scoria.runs where run_id = $1`,
    values: [runId, type],
  });
}

async function setFormat(scoria: TestScoria, runId: string, format: number): Promise<void> {
  await scoria.database.control.query({
    text: "update scoria.runs set format = $2 where run_id = $1",
    values: [runId, format],
  });
}

interface Head {
  readonly status: string;
  readonly format: number;
  readonly takeovers: number;
  readonly owner: string | null;
}

async function headOf(scoria: TestScoria, runId: string): Promise<Head | undefined> {
  const { rows } = await scoria.database.control.query<Head>({
    text: "select status, format, takeovers, owner from scoria.runs where run_id = $1",
    values: [runId],
  });
  return rows[0];
}

/** Other work, begun and ended after whatever the node could have done before. */
async function letItWork(scoria: TestScoria): Promise<void> {
  for (let times = 0; times < 3; times += 1) {
    await scoria.advance(1_000);
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "other" } });
    await scoria.waitForRun(ana, runId, { until: "settled" });
  }
}

onEachEngine("a run of a later version", (engine) => {
  const warnings: string[] = [];
  const logger: Logger = { ...quietLogger, warn: (message) => void warnings.push(message) };

  async function withWaitingRun(
    then: (
      scoria: TestScoria,
      run: { readonly runId: string; readonly approvalId: string; readonly begun: () => number },
    ) => Promise<void>,
  ): Promise<void> {
    warnings.length = 0;
    let begun = 0;
    const counted: Handler = (ctx) => {
      begun += 1;
      return work(ctx);
    };
    await using scoria = await createTestScoria({ engine, logger, handlers: { work: counted, other: () => "other" } });
    const run = await scoria.startWaitingRun(ana, { initialStep: { kind: "work" } });
    await then(scoria as unknown as TestScoria, { ...run, begun: () => begun });
  }

  test("is not taken by an older node, and goes on untouched at one that knows its format", () =>
    withWaitingRun(async (scoria, { runId, approvalId }) => {
      await setFormat(scoria, runId, 2);
      await scoria.decideApproval(bo, approvalId, { decision: "approved" });
      const before = await scoria.entryTypes(ana, runId);
      await letItWork(scoria);
      expect(await scoria.getRun(ana, runId)).toMatchObject({ status: "queued" });
      expect(await scoria.entryTypes(ana, runId)).toEqual(before);
      expect(await headOf(scoria, runId)).toMatchObject({ takeovers: 0, owner: null });
      // A node of that version would take it now. Here: this one, to which it is made known.
      await setFormat(scoria, runId, 1);
      await scoria.advance(1_000);
      expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ status: "completed" });
      expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
    }));

  test("that an older node took is handed back before its handler begins, and counts as no loss", () =>
    withWaitingRun(async (scoria, { runId, approvalId, begun }) => {
      await writeLaterEntry(scoria, runId);
      await scoria.decideApproval(bo, approvalId, { decision: "approved" });
      await expect
        .poll(() => headOf(scoria, runId), { interval: 10, timeout: 20_000 })
        .toMatchObject({
          status: "queued",
          format: 2,
          takeovers: 0,
          owner: null,
        });
      await letItWork(scoria);
      const types = await scoria.entryTypes(ana, runId);
      expect(types.slice(types.indexOf(laterType))).toEqual([
        laterType,
        "approval.decided",
        "run.resumed",
        "run.handed_back",
      ]);
      expect(begun(), "the handler was called before the entry came, and not again").toBe(1);
      expect(warnings.filter((message) => message.includes(laterType))).toHaveLength(1);
      expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
    }));

  test("that is under way at an older node is handed back when its step is done, which is recorded once", async () => {
    warnings.length = 0;
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    let effects = 0;
    await using scoria = await createTestScoria({
      engine,
      logger,
      handlers: {
        slow: async (ctx) => {
          await ctx.step("one", async () => {
            effects += 1;
            begun.resolve();
            await goOn.promise;
            return "done";
          });
          return ctx.step("two", () => (effects += 1));
        },
        other: () => "other",
      },
    });
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "slow" } });
    await begun.promise;
    await writeLaterEntry(scoria as unknown as TestScoria, runId);
    // Whatever comes from outside makes the owner look.
    await scoria.signalRun(ana, runId, "look", {});
    await expect.poll(() => warnings.length, { interval: 10, timeout: 20_000 }).toBe(1);
    goOn.resolve();
    await expect
      .poll(() => headOf(scoria as unknown as TestScoria, runId), { interval: 10, timeout: 20_000 })
      .toMatchObject({ status: "queued", format: 2, takeovers: 0 });
    expect(effects).toBe(1);
    const types = await scoria.entryTypes(ana, runId);
    expect(types.filter((type) => type === "step.completed")).toHaveLength(1);
    expect(types.at(-1)).toBe("run.handed_back");
    expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
  });

  test("is read, verified, listed, exported and cancelled by an older process", () =>
    withWaitingRun(async (scoria, { runId, approvalId }) => {
      const later = [laterType, "step.paused", "approval.delegated"];
      for (const type of later) await writeLaterEntry(scoria, runId, type);
      await setFormat(scoria, runId, 2);
      const detail = await scoria.getRunDetail(ana, runId);
      expect(detail.entries.slice(-later.length).map(({ type }) => type)).toEqual(later);
      expect(detail.steps.map(({ name }) => name)).toEqual(["work", "one"]);
      expect(detail.approvals).toMatchObject([{ approvalId, status: "pending" }]);
      expect((await scoria.listRuns(ana)).runs.map((run) => run.runId)).toContain(runId);
      expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
      const { jsonl, head } = await scoria.exportEvidence(ana, runId);
      expect(verifyExport(jsonl, { head })).toMatchObject({ ok: true });
      const stop = new AbortController();
      const watched: string[] = [];
      for await (const { type } of scoria.watchRun(ana, runId, { signal: stop.signal })) {
        watched.push(type);
        if (watched.length === detail.entries.length) break;
      }
      expect(watched.slice(-later.length)).toEqual(later);
      expect((await scoria.cancelRun(ana, runId)).run).toMatchObject({ status: "cancelled" });
      expect(await scoria.verifyEvidence(ana, runId)).toMatchObject({ ok: true });
    }));

  test("is not mistaken for one of a lane that is gone, whose entries mean nothing to the run", () =>
    withWaitingRun(async (scoria, { runId, approvalId }) => {
      await writeLaterEntry(scoria, runId, "notes.taken");
      await scoria.decideApproval(bo, approvalId, { decision: "approved" });
      expect(await scoria.waitForRun(ana, runId, { until: "settled" })).toMatchObject({ status: "completed" });
    }));
});

test("a lane cannot take a word for its name that the core's entries begin with", async () => {
  const timer: Lane<"timer", {}> = { name: "timer", migrations: [], attach: () => ({}) };
  await expect(createScoria({ database: "memory:", lanes: { timer } })).rejects.toMatchObject({
    code: "LANE_INVALID",
  });
});
