import type { Entry, OperatorScope } from "@scoria/core";
import type { OperatorSurface } from "@scoria/core/operator";
import { entrySize } from "./entry-size.ts";

/** One stretch of a run's journal. */
export interface Stretch {
  readonly entries: readonly Entry[];
  /** Whether there was nothing after it when it was read. */
  readonly isLast: boolean;
  /** Whether the run has ended with it. */
  readonly ended: boolean;
}

const firstLimit = 8;
const mostEntries = 200;
const aimBytes = 262_144;

/**
 * Reads a run's journal for one reader, a stretch at a time: many small entries or few large ones, by how large those before
 * were. So a journal is never held whole, and a reader that stops in the middle holds little.
 */
export class JournalStretches {
  readonly #surface: Pick<OperatorSurface, "listEntries">;
  readonly #operator: OperatorScope;
  readonly #runId: string;
  #limit = firstLimit;

  constructor(surface: Pick<OperatorSurface, "listEntries">, operator: OperatorScope, runId: string) {
    this.#surface = surface;
    this.#operator = operator;
    this.#runId = runId;
  }

  async after(seq: number): Promise<Stretch> {
    const limit = this.#limit;
    const { entries, ended } = await this.#surface.listEntries(this.#operator, this.#runId, { after: seq, limit });
    if (entries.length > 0) {
      const bytes = entries.reduce((sum, entry) => sum + entrySize(entry), 0);
      this.#limit = Math.min(mostEntries, Math.max(1, Math.floor((aimBytes * entries.length) / bytes)));
    }
    return { entries, isLast: entries.length < limit, ended };
  }
}
