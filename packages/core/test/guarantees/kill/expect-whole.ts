import { expect } from "vitest";
import { boundMs, type RunAfter } from "./aftermath.ts";
import type { KillScene, RunLeft } from "./kill-scene.ts";
import type { KilledProcess } from "./killed-process.ts";
import { stepNames, wholeStory, type StepName, type StoryOutput } from "./story.ts";

/** Everything that a killed process was acknowledged about a run is there, then and in the end. */
export function expectAcknowledged({ key, left, detail }: RunAfter, killed: KilledProcess): void {
  for (const told of killed.told) {
    if (told.what === "ready" || told.key !== key) continue;
    expect(left?.runId, `${key} was ${told.what}`).toBe(told.runId);
    expect(detail.runId).toBe(told.runId);
    if (told.what === "waiting" || told.what === "decided") {
      expect(detail.approvals.map(({ approvalId }) => approvalId)).toEqual([told.approvalId]);
    }
    if (told.what === "decided") {
      expect(left && typesOf(left)).toContain("approval.decided");
      expect(detail.approvals).toMatchObject([
        { status: "approved", decidedBy: "bo", decisionReason: "by the first process" },
      ]);
    }
    if (told.what === "settled") {
      expect(left).toMatchObject({ status: told.status });
      expect(detail.entries).toHaveLength(left?.entries.length ?? 0);
      expect(detail).toMatchObject({ status: told.status, output: told.output });
    }
  }
}

/**
 * The run is complete, every step is recorded once, and no step did more than it had to: a recorded one nothing further,
 * one in flight at the kill once more, with the same idempotency key.
 */
export function expectWhole(run: RunAfter, pids: { readonly killed: number; readonly survivor: number }): void {
  const { left, detail, evidence, effects, key } = run;
  expect(detail, key).toMatchObject({ status: "completed" });
  expect(evidence, key).toMatchObject({ ok: true, entries: detail.entries.length });

  const before = left === undefined ? [] : typesOf(left);
  const takeover = left === undefined || left.owner === null ? [] : ["run.recovered"];
  expect(before, key).toEqual(wholeStory.slice(0, before.length));
  expect(typesOf(detail), key).toEqual([...before, ...takeover, ...wholeStory.slice(before.length)]);
  expect(stepsOf(detail.entries), key).toEqual(stepNames);

  const who = new Map([
    [pids.killed, "the killed"],
    [pids.survivor, "the survivor"],
  ]);
  const didBy: Partial<Record<StepName, number>> = {};
  for (const step of stepNames) {
    const recorded = left !== undefined && stepsOf(left.entries).includes(step);
    const done = effects.filter((effect) => effect.step === step);
    const by = done.map(({ pid }) => who.get(pid));
    const inFlight = by.filter((name) => name === "the killed").slice(0, 1);
    expect(by, `${key}: who did "${step}"`).toEqual(recorded ? ["the killed"] : [...inFlight, "the survivor"]);
    const { idempotencyKey } = detail.steps.find(({ name }) => name === step) ?? {};
    const keys = new Set(done.map((effect) => effect.idempotencyKey));
    expect(keys, `${key}: keys of "${step}"`).toEqual(new Set([idempotencyKey]));
    didBy[step] = recorded ? pids.killed : pids.survivor;
  }
  expect(new Set(effects.map((effect) => effect.idempotencyKey)).size).toBe(stepNames.length);
  expect("output" in detail && detail.output, key).toEqual({ didBy, cents: 12_900 } as StoryOutput);

  const wasDecided = left !== undefined && typesOf(left).includes("approval.decided");
  expect(detail.approvals, key).toMatchObject([{ status: "approved", decidedBy: wasDecided ? "bo" : "cy" }]);
}

/** A run that a dead process owned was taken over once: on PostgreSQL after its lease, embedded long before that. */
export function expectTakenOver({ left, detail, key }: RunAfter, { engine, worker }: KillScene): void {
  const recovered = detail.entries.filter(({ type }) => type === "run.recovered");
  if (left === undefined || left.owner === null) {
    expect(recovered, key).toEqual([]);
    return;
  }
  expect(recovered, key).toMatchObject([{ seq: left.entries.length + 1, payload: { from: left.owner } }]);
  const silentMs = (recovered[0]?.at.getTime() ?? 0) - (left.heardOfAt ?? 0);
  if (engine === "postgres") {
    expect(silentMs).toBeGreaterThanOrEqual(worker.leaseMs);
    expect(silentMs).toBeLessThanOrEqual(worker.leaseMs + boundMs);
  } else {
    expect(silentMs).toBeLessThan(worker.leaseMs);
  }
}

/** All but `step.started`, which is there or not according to how fast the machine is. */
export function typesOf(run: Pick<RunLeft, "entries"> | RunAfter["detail"]): readonly string[] {
  return run.entries.map(({ type }) => type).filter((type) => type !== "step.started");
}

/** The names of the steps that are recorded as completed, in order, each as often as it is recorded. */
export function stepsOf(
  entries: readonly { readonly type: string; readonly stepKey?: string | null }[],
): readonly string[] {
  return entries.flatMap(({ type, stepKey }) => (type === "step.completed" ? [stepKey?.split("/").at(-1) ?? ""] : []));
}
