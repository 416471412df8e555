import type { Entry, OperatorScope } from "@scoria/core";
import type { OperatorSurface } from "@scoria/core/operator";
import { JournalStretches } from "./journal-stretches.ts";
import { SharedRun } from "./shared-run.ts";

/** The runs that somebody in this process looks at. */
export class SharedRuns {
  readonly #surface: Pick<OperatorSurface, "followEntries" | "listEntries">;
  readonly #runs = new Map<string, SharedRun>();

  constructor(surface: Pick<OperatorSurface, "followEntries" | "listEntries">) {
    this.#surface = surface;
  }

  /**
   * The entries of a run after one that it has, each once, in order, until the run has ended or `signal` aborts.
   *
   * @param operator who may see the run, in its one tenant
   */
  async *entries(operator: OperatorScope, runId: string, after: number, signal: AbortSignal): AsyncGenerator<Entry> {
    const stretches = new JournalStretches(this.#surface, operator, runId);
    let seen = after;
    // What is there already comes by stretches.
    for (;;) {
      const { entries, isLast, ended } = await stretches.after(seen);
      for (const entry of entries) {
        if (signal.aborted) return;
        seen = entry.seq;
        yield entry;
      }
      if (ended || signal.aborted) return;
      if (isLast) break;
    }
    const run = this.#sharedRun(operator, runId, seen);
    try {
      yield* run.entries(seen, stretches, signal);
    } finally {
      if (run.isOver && this.#runs.get(runId) === run) this.#runs.delete(runId);
    }
  }

  #sharedRun(operator: OperatorScope, runId: string, after: number): SharedRun {
    const known = this.#runs.get(runId);
    if (known !== undefined && !known.isOver) return known;
    const run = new SharedRun(this.#surface, operator, runId, after);
    this.#runs.set(runId, run);
    return run;
  }
}
