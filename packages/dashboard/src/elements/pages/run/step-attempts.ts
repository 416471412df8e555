import type { EntryView, ErrorView } from "../../../wire/index.ts";

/** One try at a step. Times are ms since 1970. */
export interface Attempt {
  readonly number: number;
  readonly from: number | undefined;
  /** `undefined` while it is under way. */
  readonly to: number | undefined;
  readonly outcome: "running" | "completed" | "failed";
  readonly error?: ErrorView;
  /** When the next one is due. */
  readonly retryAt?: number;
}

interface StepPayload {
  readonly attempt?: number;
  readonly startedAt?: number;
  readonly error?: ErrorView;
  readonly retryAt?: number;
}

const outcomes: Readonly<Record<string, Attempt["outcome"]>> = {
  "step.started": "running",
  "step.failed_attempt": "failed",
  "step.failed": "failed",
  "step.completed": "completed",
};

/** What the journal says of the attempts at one step, in order; nothing of those whose payloads were removed. */
export function attemptsOf(entriesOfStep: readonly EntryView[]): readonly Attempt[] {
  const attempts: Attempt[] = [];
  for (const { type, at, payload } of entriesOfStep) {
    const outcome = outcomes[type];
    const { attempt: number, startedAt, error, retryAt } = (payload ?? {}) as StepPayload;
    if (outcome === undefined || number === undefined) continue;
    const started = startedAt ?? attempts.findLast((one) => one.number === number)?.from;
    // What is under way is replaced by what became of it.
    if (attempts.at(-1)?.outcome === "running" && attempts.at(-1)?.number === number) attempts.pop();
    attempts.push({
      number,
      from: started,
      to: outcome === "running" ? undefined : Date.parse(at),
      outcome,
      ...(error === undefined ? {} : { error }),
      ...(retryAt === undefined ? {} : { retryAt }),
    });
  }
  return attempts;
}

/** The entries of each step, by its key. */
export function entriesByStep(entries: readonly EntryView[]): ReadonlyMap<string, readonly EntryView[]> {
  const byStep = new Map<string, EntryView[]>();
  for (const entry of entries) {
    if (entry.stepKey === undefined) continue;
    const known = byStep.get(entry.stepKey);
    if (known === undefined) byStep.set(entry.stepKey, [entry]);
    else known.push(entry);
  }
  return byStep;
}
