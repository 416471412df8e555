import { passedDeadline, trippedRail, type TrippedRail } from "./rails.ts";
import type { RunPast } from "./run-past.ts";
import type { StepKind } from "./run-usage.ts";

/** Asked before anything begins that will write an entry: whether the run's rails leave room for it. */
export class RailGuard {
  readonly #past: RunPast;
  readonly #now: () => number;
  readonly #onTripped: (tripped: TrippedRail) => void;
  /** Entries that admitted work will still write. */
  #owed = 0;

  constructor(past: RunPast, now: () => number, onTripped: (tripped: TrippedRail) => void) {
    this.#past = past;
    this.#now = now;
    this.#onTripped = onTripped;
  }

  /** Work was admitted that will write so many entries; negative: they are written, or will not be. */
  owe(entries: number): void {
    this.#owed += entries;
  }

  /** False, and the run is halted, when one entry more than these would pass a rail. */
  admit(entries: number): boolean {
    return this.#within({ maxEntries: entries + this.#owed });
  }

  /** As `admit`, for one attempt at a step, which counts from now on and owes an entry. */
  admitAttempt(kind: StepKind, entries: number): boolean {
    const { usage } = this.#past;
    const toolCalls = kind === "tool" ? { maxToolCalls: usage.toolCalls } : {};
    if (!this.#within({ maxSteps: usage.steps, ...toolCalls, maxEntries: entries + this.#owed })) return false;
    usage.beginAttempt(kind);
    this.owe(1);
    return true;
  }

  #within(used: Parameters<typeof trippedRail>[1]): boolean {
    const { started, usage, bytes } = this.#past;
    const now = this.#now();
    const tripped =
      passedDeadline(started.place?.deadline, now) ??
      trippedRail(started.rails, { ...used, maxActiveMs: usage.activeMs(now), maxBytes: bytes });
    if (tripped !== undefined) this.#onTripped(tripped);
    return tripped === undefined;
  }
}
