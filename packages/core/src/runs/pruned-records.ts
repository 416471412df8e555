import { idempotencyKeyOf, nameOf, parentOf, roundKey } from "../execution/step-keys.ts";
import { withoutPayload, type ReadEntry } from "../journal/entry.ts";
import { cutOff } from "./fold-run.ts";
import type { RunRecords, RunSummary, StepRecord, StepStatus } from "./run.ts";

type BareStep = Omit<StepRecord, "status" | "finishedAt"> & { status: StepStatus; finishedAt: Date | null };

/**
 * What a journal tells without its payloads. Retention comes to them in small batches, and none is shown once it has begun: a
 * reader sees all of them or none.
 */
export function prunedRecords(run: RunSummary, entries: readonly ReadEntry[]): Pick<RunRecords, "steps" | "entries"> {
  const steps = new Map<string, BareStep>();
  for (const { type, stepKey, role, at } of entries) {
    if (!type.startsWith("step.") || stepKey === null) continue;
    const step = steps.get(stepKey) ?? barestStep(run.runId, stepKey, role ?? "");
    steps.set(stepKey, step);
    step.status = statusAfter(type);
    step.finishedAt = type === "step.completed" || type === "step.failed" ? new Date(at) : null;
  }
  for (const step of steps.values()) cutOff(step);
  return { steps: [...rootStep(run), ...steps.values()], entries: entries.map(withoutPayload) };
}

function rootStep(run: RunSummary): readonly StepRecord[] {
  if (run.kind === null) return [];
  const status = run.status === "halted" ? "failed" : run.status;
  const step = barestStep(run.runId, roundKey(run.kind, 1), run.rootRole);
  return [{ ...step, kind: run.kind, status, finishedAt: run.finishedAt ?? null }];
}

function barestStep(runId: string, stepKey: string, role: string): BareStep {
  const place = { stepKey, name: nameOf(stepKey), role, parent: parentOf(stepKey) };
  const idempotencyKey = idempotencyKeyOf(runId, stepKey);
  return { ...place, status: "running", startedAt: null, finishedAt: null, idempotencyKey };
}

function statusAfter(type: string): StepStatus {
  if (type === "step.completed") return "completed";
  if (type === "step.failed") return "failed";
  if (type === "step.queued") return "queued";
  return type === "step.failed_attempt" ? "waiting" : "running";
}
