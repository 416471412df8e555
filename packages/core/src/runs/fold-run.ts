import type { Json } from "../decode/json.ts";
import type { RunStarted, SentBack, StepRecorded } from "../execution/payloads.ts";
import { idempotencyKeyOf, parentOf, roundKey } from "../execution/step-keys.ts";
import { isOfLaterVersion, type StoredEntry } from "../journal/entry.ts";
import type { RunRecords, RunSummary, StepRecord, StepStatus } from "./run.ts";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * Reads input, runtime and steps out of a journal: what an operator sees is computed from what happened, never stored beside it.
 *
 * The first step is the handler of the run's kind, and stands as the run stands; the steps it recorded are under it. A
 * handler that was sent back is a step for each time it was gone through.
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
    if (isStepType(entry.type)) takeStep(run.runId, steps, entry);
  }
  if (run.finishedAt !== undefined) for (const step of steps.values()) cutOff(step);
  const input = started.input ?? null;
  const rounds = run.kind === null ? [] : rootSteps(run, run.kind, input, entries);
  return { input, runtime: started.runtime, steps: [...rounds, ...steps.values()] };
}

/** What had neither succeeded nor failed when its run ended works for nobody. */
export function cutOff(step: { status: StepStatus }): void {
  if (step.status !== "completed" && step.status !== "failed") step.status = "cancelled";
}

/** Of the types that are known here: what a later version writes is shown among the entries, and says nothing of steps. */
function isStepType(type: string): boolean {
  return type.startsWith("step.") && !isOfLaterVersion(type);
}

function takeStep(runId: string, steps: Map<string, Mutable<StepRecord>>, entry: StoredEntry): void {
  const stepKey = entry.stepKey ?? "";
  const { name, kind = "step", input, attempt, startedAt, result, error } = JSON.parse(entry.payload) as StepRecorded;
  const step = steps.get(stepKey) ?? {
    stepKey,
    name,
    kind,
    role: entry.role ?? "",
    parent: parentOf(stepKey),
    status: "running" as const,
    attempts: attempt,
    ...(input === undefined ? {} : { input }),
    startedAt: null,
    finishedAt: null,
    idempotencyKey: idempotencyKeyOf(runId, stepKey),
  };
  steps.set(stepKey, step);
  step.attempts = attempt;
  if (startedAt !== undefined) step.startedAt ??= new Date(startedAt);
  if (entry.type === "step.queued") step.status = "queued";
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

function rootSteps(run: RunSummary, kind: string, input: Json, entries: readonly StoredEntry[]): readonly StepRecord[] {
  let startedAt = run.startedAt ?? null;
  const rounds = entries.flatMap((entry): StepRecord[] => {
    if (entry.type !== "run.sent_back") return [];
    const { output, round } = JSON.parse(entry.payload) as SentBack;
    const finishedAt = new Date(entry.at);
    const done = { status: "completed", attempts: 1, output, startedAt, finishedAt } as const;
    startedAt = finishedAt;
    return [{ ...rootStep(run, kind, input, round), ...done }];
  });
  const last: StepRecord = {
    ...rootStep(run, kind, input, rounds.length + 1),
    status: stepStatus(run),
    attempts: run.startedAt === undefined ? 0 : 1,
    ...(run.status === "completed" ? { output: run.output ?? null } : {}),
    ...("error" in run ? { error: run.error } : {}),
    startedAt,
    finishedAt: run.finishedAt ?? null,
  };
  return [...rounds, last];
}

function rootStep({ runId, rootRole }: RunSummary, kind: string, input: Json, round: number) {
  const stepKey = roundKey(kind, round);
  const idempotencyKey = idempotencyKeyOf(runId, stepKey);
  return { stepKey, name: kind, kind, role: rootRole, parent: null, input, idempotencyKey };
}

function stepStatus({ status }: RunSummary): StepStatus {
  return status === "halted" ? "failed" : status;
}
