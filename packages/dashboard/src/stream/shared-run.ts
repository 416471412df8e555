import type { Entry, OperatorScope } from "@scoria/core";
import type { OperatorSurface } from "@scoria/core/operator";
import type { JournalStretches } from "./journal-stretches.ts";
import { KeptEntries } from "./kept-entries.ts";

/** People see no difference, and a run that records a hundred entries a second is looked at five times. */
const lookEveryMs = 200;

/**
 * One run as all its readers in this process see it: its journal is followed once, however many there are. A reader that is
 * behind what is kept here reads the stretch in between from the database, at its own pace.
 */
export class SharedRun {
  readonly #surface: Pick<OperatorSurface, "followEntries">;
  /** In its one tenant. */
  readonly #operator: OperatorScope;
  readonly #runId: string;
  readonly #readers = new Set<() => void>();
  readonly #following = new AbortController();
  readonly #kept = new KeptEntries();
  #lastSeq: number;
  #end: { readonly error?: unknown } | undefined;

  /** @param after the place of an entry that the run has: others read on from there too */
  constructor(surface: Pick<OperatorSurface, "followEntries">, operator: OperatorScope, runId: string, after: number) {
    this.#surface = surface;
    this.#operator = operator;
    this.#runId = runId;
    this.#lastSeq = after;
    void this.#follow();
  }

  get isOver(): boolean {
    return this.#end !== undefined || this.#following.signal.aborted;
  }

  /** The entries after one, as they are read here: until the run has ended, or `signal` aborts. */
  async *entries(after: number, stretches: JournalStretches, signal: AbortSignal): AsyncGenerator<Entry> {
    let seen = after;
    let wake = (): void => {};
    const ring = (): void => wake();
    this.#readers.add(ring);
    signal.addEventListener("abort", ring, { once: true });
    try {
      while (!signal.aborted) {
        if (this.#lastSeq > seen) {
          for (const entry of this.#kept.after(seen) ?? (await stretches.after(seen)).entries) {
            seen = entry.seq;
            yield entry;
          }
          continue;
        }
        if (this.#end !== undefined) {
          if ("error" in this.#end) throw this.#end.error;
          return;
        }
        // Nothing is awaited between the look at what there is and this, so no ring is missed.
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener("abort", ring);
      this.#readers.delete(ring);
      if (this.#readers.size === 0) this.#following.abort();
    }
  }

  async #follow(): Promise<void> {
    const { signal } = this.#following;
    const options = { after: this.#lastSeq, signal, pauseMs: lookEveryMs };
    try {
      for await (const entries of this.#surface.followEntries(this.#operator, this.#runId, options)) {
        this.#kept.add(entries);
        this.#lastSeq = entries.at(-1)?.seq ?? this.#lastSeq;
        this.#ring();
      }
      this.#end = {};
    } catch (error) {
      this.#end = { error };
    }
    this.#ring();
  }

  #ring(): void {
    for (const ring of this.#readers) ring();
  }
}
