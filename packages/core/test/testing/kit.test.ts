import { expect, test } from "vitest";
import { createTestDatabase } from "../../src/testing/create-test-database.ts";
import { createTestScoria } from "../../src/testing/create-test-scoria.ts";
import {
  assertEntries,
  assertEvidence,
  assertRun,
  assertSteps,
  atFailPoint,
  testIdentity,
} from "../../src/testing/index.ts";
import type { Lane } from "../../src/lane/lane.ts";
import { onEachEngine } from "../on-each-engine.ts";
import { openDesk } from "./refund-desk.ts";

const ana = testIdentity();
const bo = testIdentity({ actorId: "bo" });
const refund = { initialStep: { kind: "refund" as const }, input: { cents: 900 } };

onEachEngine("a host's tests of its handlers", (engine) => {
  test("start a run that waits, decide, and hold what came of it", async () => {
    await using desk = await openDesk(engine);
    const { runId, approvalId } = await desk.startWaitingRun(ana, refund);
    const waiting = await desk.getRun(ana, runId);
    assertRun(waiting, { status: "waiting", waitingFor: { kind: "approval", approvalId } });
    const head = await assertEvidence(desk, ana, runId);
    await desk.decideApproval(bo, approvalId, { decision: "approved" });
    const run = await desk.waitForRun(ana, runId, { until: "settled" });
    assertRun(run, { status: "completed", output: { refunded: 900 } });
    expect(run.output).toEqual({ refunded: 900 });
    const detail = await desk.getRunDetail(ana, runId);
    assertSteps(detail, ["refund", { stepKey: "refund/quote", output: { cents: 900 } }, "refund/pay"]);
    assertEntries(detail, [
      "run.started",
      "step.completed",
      "approval.requested",
      "run.waiting",
      "approval.decided",
      "run.resumed",
      "step.completed",
      "run.completed",
    ]);
    expect(await desk.entryTypes(ana, runId)).toEqual(detail.entries.map(({ type }) => type));
    await assertEvidence(desk, ana, runId, { head });
  });

  test("move the clock over a day, and the run goes on", async () => {
    await using desk = await openDesk(engine);
    const { runId } = await desk.startRun(ana, { initialStep: { kind: "nap" } });
    assertRun(await desk.waitForRun(ana, runId, { until: "waiting" }), {
      status: "waiting",
      waitingFor: { kind: "timer" },
    });
    await desk.advance(86_400_000);
    assertRun(await desk.waitForRun(ana, runId, { until: "settled" }), { status: "completed", output: null });
  });

  test("share a database between the facade before a restart and the one after", async () => {
    await using database = await createTestDatabase(engine);
    const before = await createTestScoria({ on: database, handlers: { nap: (ctx) => ctx.sleep(1_000) } });
    const { runId } = await before.startRun(ana, { initialStep: { kind: "nap" } });
    await before.waitForRun(ana, runId, { until: "waiting" });
    await before.close();
    await using after = await createTestScoria({
      on: database,
      clock: before.clock,
      handlers: { nap: (ctx) => ctx.sleep(1_000) },
    });
    await after.advance(1_000);
    assertRun(await after.waitForRun(ana, runId, { until: "settled" }), { status: "completed" });
  });

  test("hold the engine at a fail point, and let it go", async () => {
    await using desk = await openDesk(engine);
    const reached = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    using _disarm = atFailPoint("decision.before-commit", () => {
      reached.resolve();
      return goOn.promise;
    });
    const { runId, approvalId } = await desk.startWaitingRun(ana, refund);
    const deciding = desk.decideApproval(bo, approvalId, { decision: "approved" });
    await reached.promise;
    assertRun(await desk.getRun(ana, runId), { status: "waiting", waitingFor: { kind: "approval" } });
    goOn.resolve();
    await deciding;
    assertRun(await desk.waitForRun(ana, runId, { until: "settled" }), { status: "completed" });
  });

  test("find the tables of their lanes, and nothing of each other", async () => {
    const sql = "create table scoria.notes (run_id uuid primary key, tenant_id text not null)";
    const notes: Lane<"notes", {}> = {
      name: "notes",
      migrations: [{ name: "0001-notes", sql }],
      attach: () => ({}),
    };
    await using one = await createTestScoria({ engine, lanes: { notes } });
    await using other = await createTestScoria({ engine, lanes: { notes } });
    const insert = "insert into scoria.notes values (gen_random_uuid(), 'acme')";
    await one.database.control.query({ text: insert, values: [] });
    const count = { text: "select count(*) as n from scoria.notes", values: [] };
    expect((await one.database.reader.query(count)).rows).toEqual([{ n: 1 }]);
    expect((await other.database.reader.query(count)).rows).toEqual([{ n: 0 }]);
  });
});

test("a fail point that does not exist is refused with the list of those that do", () => {
  expect(() => atFailPoint("step.after-comit" as never, () => {})).toThrow("step.after-commit");
});

test("a facade that cannot be opened says why, and leaves no database", async () => {
  await expect(createTestScoria({ lanes: { startRun: {} } as never })).rejects.toMatchObject({ code: "LANE_INVALID" });
  await expect(createTestScoria({ handler: {} } as never)).rejects.toMatchObject({ code: "UNKNOWN_OPTION" });
});

test("an identity for a test is ana's of acme in chat-1, but for what the test says", () => {
  expect(testIdentity()).toMatchObject({ actorId: "ana", tenantId: "acme", sessionId: "chat-1" });
  expect(testIdentity({ actorId: "bo", sessionId: null })).toMatchObject({ actorId: "bo", sessionId: null });
});
