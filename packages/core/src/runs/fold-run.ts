import type { Json } from "../decode/json.ts";
import type { RunStarted, StepRecorded } from "../execution/payloads.ts";
import { escapeName, idempotencyKeyOf, parentOf } from "../execution/step-keys.ts";
import type { StoredEntry } from "../journal/entry.ts";
import type { RunRecords, RunSummary, StepRecord, StepStatus } from "./run.ts";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * Reads input, runtime and steps out of a journal: what an operator sees is computed from what happened, never stored beside it.
 *
 * The first step is the handler of the run's kind, and stands as the run stands; the steps it recorded are under it.
 */
export function foldRun(
  run: RunSummary,
  entries: readonly StoredEntry[],
): Pick<RunRecords, "input" | "runtime" | "steps"> {
  const [first] = entries;
  if (first === undefined) throw new RangeError("A run without entries.");
  const started = JSON.parse(first.payload) as RunStarted;
  const steps = new Map<string, Mutable<StepRecord>>();
  for (const entry of entries) {
    if (entry.type.startsWith("step.")) takeStep(run.runId, steps, entry);
  }
  const input = started.input ?? null;
  const root = run.kind === null ? [] : [rootStep(run, run.kind, input)];
  return { input, runtime: started.runtime, steps: [...root, ...steps.values()] };
}

function takeStep(runId: string, steps: Map<string, Mutable<StepRecord>>, entry: StoredEntry): void {
  const stepKey = entry.stepKey ?? "";
  const { name, kind = "step", attempt, startedAt, result, error } = JSON.parse(entry.payload) as StepRecorded;
  const step = steps.get(stepKey) ?? {
    stepKey,
    name,
    kind,
    role: entry.role ?? "",
    parent: parentOf(stepKey),
    status: "running" as const,
    attempts: attempt,
    startedAt: new Date(startedAt),
    finishedAt: null,
    idempotencyKey: idempotencyKeyOf(runId, stepKey),
  };
  steps.set(stepKey, step);
  step.attempts = attempt;
  if (error !== undefined) step.error = error;
  if (entry.type === "step.failed_attempt") step.status = "waiting";
  if (entry.type === "step.started") step.status = "running";
  if (entry.type !== "step.completed" && entry.type !== "step.failed") return;
  step.status = entry.type === "step.completed" ? "completed" : "failed";
  step.finishedAt = new Date(entry.at);
  if (entry.type === "step.completed") {
    delete step.error;
    step.output = result ?? null;
  }
}

function rootStep(run: RunSummary, kind: string, input: Json): StepRecord {
  const stepKey = escapeName(kind);
  return {
    stepKey,
    name: kind,
    kind,
    role: run.rootRole,
    parent: null,
    status: stepStatus(run),
    attempts: run.startedAt === undefined ? 0 : 1,
    input,
    ...(run.status === "completed" ? { output: run.output } : {}),
    ...("error" in run ? { error: run.error } : {}),
    startedAt: run.startedAt ?? null,
    finishedAt: run.finishedAt ?? null,
    idempotencyKey: idempotencyKeyOf(run.runId, stepKey),
  };
}

function stepStatus({ status }: RunSummary): StepStatus {
  return status === "halted" ? "failed" : status;
}
