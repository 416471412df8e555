import { afterAll, beforeAll, expect, test } from "vitest";
import {
  assertEntries,
  assertEvidence,
  assertRun,
  assertSteps,
  testIdentity,
  type TestScoria,
} from "../../src/testing/index.ts";
import type { RunDetail, RunSummary } from "../../src/runs/run.ts";
import { openDesk } from "./refund-desk.ts";

type Desk = Awaited<ReturnType<typeof openDesk>>;

const ana = testIdentity();
let desk: Desk;
let failed: RunSummary;
let waiting: RunSummary;
let detail: RunDetail;

beforeAll(async () => {
  desk = await openDesk("pglite");
  const { runId } = await desk.startRun(ana, { initialStep: { kind: "fail" } });
  failed = await desk.waitForRun(ana, runId, { until: "settled" });
  detail = await desk.getRunDetail(ana, runId);
  const asked = await desk.startWaitingRun(ana, { initialStep: { kind: "refund" }, input: { cents: 900 } });
  waiting = await desk.getRun(ana, asked.runId);
});
afterAll(() => desk.close());

function messageOf(assertion: () => void): string {
  try {
    assertion();
  } catch (error) {
    expect(error).toMatchObject({ name: "AssertionError" });
    return (error as Error).message.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "<id>");
  }
  return "it held";
}

test("a run that stands elsewhere is told with where it stands, and its error", () => {
  expect(messageOf(() => assertRun(failed, { status: "completed" }))).toBe(
    "Expected run <id> to be completed, but it is failed: Error: The bank is closed.",
  );
  expect(messageOf(() => assertRun(waiting, { status: "completed", output: 1 }))).toBe(
    "Expected run <id> to be completed, but it is waiting for the approval <id> of 'refund'.",
  );
});

test("a run that stands there otherwise is told with what differs", () => {
  expect(messageOf(() => assertRun(waiting, { status: "waiting", waitingFor: { kind: "timer" } }))).toBe(
    "Expected run <id> to be waiting, but its waitingFor.kind is 'approval', expected 'timer'.",
  );
  expect(messageOf(() => assertRun(failed, { status: "failed", error: { code: "BANK_CLOSED" } }))).toBe(
    "Expected run <id> to be failed, but its error.code is undefined, expected 'BANK_CLOSED'.",
  );
  expect(messageOf(() => assertRun(failed, { status: "failed", error: { name: "Error" } }))).toBe("it held");
});

test("entries are told with the first that differs, and with all that there are", () => {
  expect(messageOf(() => assertEntries(detail, ["run.started", "step.completed"]))).toBe(
    "Expected entry 2 to be step.completed in run <id>, but there is step.failed. " +
      "It has [ 'run.started', 'step.failed', 'run.failed' ].",
  );
  expect(messageOf(() => assertEntries(detail, ["run.started", "step.failed"]))).toContain(
    "Expected 2 entries in run <id>, but there is run.failed.",
  );
  expect(messageOf(() => assertEntries(detail, [...detail.entries.map(({ type }) => type), "run.retried"]))).toContain(
    "Expected entry 4 to be run.retried in run <id>, but there is none.",
  );
});

test("that a step was slow enough to say that it began counts only when it is expected", () => {
  const [first, ...rest] = detail.entries;
  const slow = { runId: detail.runId, entries: [first!, { ...first!, type: "step.started" }, ...rest] };
  const types = ["run.started", "step.failed", "run.failed"] as const;
  expect(messageOf(() => assertEntries(slow, types))).toBe("it held");
  expect(
    messageOf(() => assertEntries(detail, ["run.started", "step.started", "step.failed", "run.failed"])),
  ).toContain("Expected entry 2 to be step.started");
});

test("steps are told with what they are instead", () => {
  expect(messageOf(() => assertSteps(detail, ["fail"]))).toMatch(
    /^Expected step fail otherwise: its status is 'failed', expected 'completed' in run <id>\. It has fail \(failed\), /,
  );
  const steps = [{ stepKey: "fail" }, { stepKey: "fail/call", status: "failed" as const }];
  expect(messageOf(() => assertSteps(detail, steps))).toBe("it held");
  expect(messageOf(() => assertSteps(detail, steps.slice(0, 1)))).toContain(
    "Expected 1 steps, but there is fail/call as well in run <id>.",
  );
  expect(messageOf(() => assertSteps(detail, [...steps, "fail/pay"]))).toContain(
    "Expected step 3 to be fail/pay, but there is none in run <id>.",
  );
});

test("a run that comes to wait for no approval is told with where it stands", async () => {
  await expect(desk.startWaitingRun(ana, { initialStep: { kind: "fail" } })).rejects.toThrow(
    /^Expected run \S+ to wait for an approval, but it is failed: Error: The bank is closed/,
  );
  await expect(desk.startWaitingRun(ana, { initialStep: { kind: "nap" } })).rejects.toThrow(
    "waiting for a timer, until ",
  );
});

test("evidence that was changed is told with its first fault", async () => {
  const liar: Pick<TestScoria, "verifyEvidence"> = {
    verifyEvidence: async () => ({ ok: false, seq: 2, field: "payload", reason: "It was changed." }),
  };
  await expect(assertEvidence(liar, ana, failed.runId)).rejects.toThrow(
    `The evidence of run ${failed.runId} does not hold at entry 2, payload: It was changed.`,
  );
});
