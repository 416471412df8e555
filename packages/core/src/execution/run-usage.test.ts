import { expect, test } from "vitest";
import type { StoredEntry } from "../journal/entry.ts";
import { RunUsage } from "./run-usage.ts";

let seq = 0;
const entry = (type: string, at: number, more: Partial<StoredEntry> = {}): StoredEntry => ({
  runId: "",
  tenantId: "acme",
  seq: (seq += 1),
  epoch: 1,
  call: 0,
  type,
  at,
  stepKey: null,
  role: null,
  payload: "{}",
  digest: "",
  hash: "",
  ...more,
});

function activeMs(startedAt: number | null, now: number, ...entries: readonly [string, number][]): number {
  const usage = new RunUsage({ epoch: 9, startedAt });
  for (const [type, at] of entries) usage.takeRunEntry(entry(type, at));
  return usage.activeMs(now);
}

test("a run is at work from its first owner on, and not while it waits or is queued", () => {
  expect(activeMs(100, 150, ["run.started", 100])).toBe(50);
  // Queued at 0, claimed at 100: the claim leaves no entry.
  expect(activeMs(100, 150, ["run.started", 0])).toBe(50);
  expect(activeMs(0, 1_000, ["run.waiting", 10], ["approval.decided", 500], ["run.resumed", 990])).toBe(20);
  expect(activeMs(0, 1_000, ["run.handed_back", 10], ["run.resumed", 990])).toBe(20);
  expect(activeMs(0, 1_000, ["run.failed", 10], ["run.retried", 500], ["run.resumed", 990])).toBe(20);
  // Waited for an operator before anybody had owned it.
  expect(activeMs(null, 1_000, ["run.started", 0], ["run.waiting", 500], ["run.resumed", 990])).toBe(10);
  expect(activeMs(null, 1_000, ["run.started", 0])).toBe(0);
});

test("a run is at work until another node has taken it over, since nobody can tell when its owner died", () => {
  expect(activeMs(0, 1_000, ["run.recovered", 900])).toBe(1_000);
});

test("a clock that stands behind takes nothing away", () => {
  expect(activeMs(100, 50)).toBe(0);
});

test("an attempt counts once, whether the journal saw it begin, end or both", () => {
  const usage = new RunUsage({ epoch: 3, startedAt: 0 });
  const step = (type: string, stepKey: string, epoch: number) =>
    usage.takeStepEntry(entry(type, 0, { stepKey, epoch }), stepKey.startsWith("tool") ? "tool" : "step");
  step("step.completed", "quick", 1);
  step("step.started", "slow", 1);
  step("step.completed", "slow", 1);
  step("step.started", "flaky", 1);
  step("step.failed_attempt", "flaky", 1);
  step("step.failed_attempt", "flaky", 1);
  step("step.failed", "flaky", 1);
  expect(usage.steps).toBe(5);
  // Cut off in the first execution; the second begins it anew and is quick.
  step("step.started", "tool", 1);
  step("step.completed", "tool", 2);
  expect([usage.steps, usage.toolCalls]).toEqual([7, 2]);
  // What this execution writes was counted when it began.
  usage.beginAttempt("step");
  step("step.started", "own", 3);
  step("step.completed", "own", 3);
  expect([usage.steps, usage.toolCalls]).toEqual([8, 2]);
});
