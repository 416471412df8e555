import type { StoredEntry } from "../journal/entry.ts";

/** What a step is, for the rails and for who reads it. */
export type StepKind = "step" | "tool";

const opens: ReadonlySet<string> = new Set(["run.resumed", "run.recovered"]);
const closes: ReadonlySet<string> = new Set([
  "run.waiting",
  "run.handed_back",
  "run.completed",
  "run.failed",
  "run.cancelled",
  "run.halted",
]);

/**
 * What a run has used up: attempts at steps, and time in which somebody owned it.
 *
 * Attempts of earlier executions are read from the journal; those of this one count from the moment they may begin, so
 * that branches that run side by side cannot pass a limit together. An attempt that was cut off counts when the journal
 * knows of it, which it does after 250 ms.
 */
export class RunUsage {
  readonly #epoch: number;
  #steps = 0;
  #toolCalls = 0;
  /** Attempts that the journal saw begin and has not seen end: by step, the epoch they began in. */
  readonly #begun = new Map<string, number>();
  #spentMs = 0;
  #activeSince: number | null;

  /** `startedAt`: when the run was first owned, in ms since 1970; the first owner leaves no entry of its own. */
  constructor({ epoch, startedAt }: { readonly epoch: number; readonly startedAt: number | null }) {
    this.#epoch = epoch;
    this.#activeSince = startedAt;
  }

  /** Attempts at steps of any kind. */
  get steps(): number {
    return this.#steps;
  }

  /** Attempts at steps that are tool calls. */
  get toolCalls(): number {
    return this.#toolCalls;
  }

  /** How long it was owned and did not wait, in whole milliseconds. */
  activeMs(now: number): number {
    const currentMs = this.#activeSince === null ? 0 : Math.max(0, now - this.#activeSince);
    return Math.floor(this.#spentMs + currentMs);
  }

  /** This execution begins an attempt. */
  beginAttempt(kind: StepKind): void {
    this.#steps += 1;
    if (kind === "tool") this.#toolCalls += 1;
  }

  /** Takes in a change of the run's owner or state. */
  takeRunEntry({ type, at }: StoredEntry): void {
    if (opens.has(type)) this.#activeSince ??= at;
    if (!closes.has(type) || this.#activeSince === null) return;
    this.#spentMs += Math.max(0, at - this.#activeSince);
    this.#activeSince = null;
  }

  /** Takes in an entry of a step. What this execution wrote itself is counted already. */
  takeStepEntry({ type, epoch, stepKey }: StoredEntry, kind: StepKind): void {
    if (epoch === this.#epoch || stepKey === null) return;
    if (type === "step.started") {
      this.#begun.set(stepKey, epoch);
    } else if (this.#begun.get(stepKey) === epoch) {
      this.#begun.delete(stepKey);
      return;
    }
    this.beginAttempt(kind);
  }
}
