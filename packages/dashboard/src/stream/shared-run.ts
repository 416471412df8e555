import type { Entry, OperatorScope } from "@scoria/core";
import type { OperatorSurface } from "@scoria/core/operator";

/** How many of the latest entries are kept for those who read them a little later. */
const keptEntries = 200;
/** People see no difference, and a run that records a hundred entries a second is looked at five times. */
const lookEveryMs = 200;
const pageOfEntries = 100;

type Surface = Pick<OperatorSurface, "followEntries" | "listEntries">;

/**
 * One run as all its readers in this process see it: its journal is followed once, however many there are. A reader that is
 * behind what is kept here reads the stretch in between from the database, at its own pace.
 */
export class SharedRun {
  readonly #surface: Surface;
  /** In its one tenant. */
  readonly #operator: OperatorScope;
  readonly #runId: string;
  readonly #readers = new Set<() => void>();
  readonly #following = new AbortController();
  #kept: Entry[] = [];
  #lastSeq: number;
  #end: { readonly error?: unknown } | undefined;

  constructor(surface: Surface, operator: OperatorScope, runId: string, after: number) {
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
  async *entries(after: number, signal: AbortSignal): AsyncGenerator<Entry> {
    let seen = after;
    let wake = (): void => {};
    const ring = (): void => wake();
    this.#readers.add(ring);
    signal.addEventListener("abort", ring, { once: true });
    try {
      while (!signal.aborted) {
        const known = await this.#after(seen);
        for (const entry of known) {
          seen = entry.seq;
          yield entry;
        }
        if (known.length > 0) continue;
        if (this.#end !== undefined) {
          if ("error" in this.#end) throw this.#end.error;
          return;
        }
        const woken = new Promise<void>((resolve) => (wake = resolve));
        // What came between the look and here has rung a bell that nobody heard.
        if (this.#lastSeq > seen || this.isOver || signal.aborted) continue;
        await woken;
      }
    } finally {
      signal.removeEventListener("abort", ring);
      this.#readers.delete(ring);
      if (this.#readers.size === 0) this.#following.abort();
    }
  }

  async #after(seen: number): Promise<readonly Entry[]> {
    if (this.#lastSeq <= seen) return [];
    const first = this.#kept[0]?.seq ?? Number.POSITIVE_INFINITY;
    if (first <= seen + 1) return this.#kept.filter(({ seq }) => seq > seen);
    const query = { after: seen, limit: pageOfEntries };
    return (await this.#surface.listEntries(this.#operator, this.#runId, query)).entries;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#following;
    const options = { after: this.#lastSeq, signal, pauseMs: lookEveryMs };
    try {
      for await (const entries of this.#surface.followEntries(this.#operator, this.#runId, options)) {
        this.#kept = [...this.#kept, ...entries].slice(-keptEntries);
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

/** The runs that somebody in this process looks at. */
export class SharedRuns {
  readonly #surface: Surface;
  readonly #runs = new Map<string, SharedRun>();

  constructor(surface: Surface) {
    this.#surface = surface;
  }

  /** @param operator who may see the run, in its one tenant */
  async *entries(operator: OperatorScope, runId: string, after: number, signal: AbortSignal): AsyncGenerator<Entry> {
    let seen = after;
    // What is there already comes by stretches, so that a long journal is never held whole.
    for (;;) {
      const page = await this.#surface.listEntries(operator, runId, { after: seen, limit: pageOfEntries });
      for (const entry of page.entries) {
        if (signal.aborted) return;
        seen = entry.seq;
        yield entry;
      }
      if (page.ended) return;
      if (page.entries.length < pageOfEntries) break;
    }
    yield* this.#sharedRun(operator, runId, seen).entries(seen, signal);
  }

  #sharedRun(operator: OperatorScope, runId: string, after: number): SharedRun {
    const known = this.#runs.get(runId);
    if (known !== undefined && !known.isOver) return known;
    const run = new SharedRun(this.#surface, operator, runId, after);
    this.#runs.set(runId, run);
    for (const [id, each] of this.#runs) if (each.isOver) this.#runs.delete(id);
    return run;
  }
}
