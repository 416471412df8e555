import { askDatabase } from "../ask-database.ts";
import { Bell } from "../bell.ts";
import type { Core } from "../core.ts";
import { readPositiveInteger } from "../decode/option-values.ts";
import { readSignal } from "../decode/read-signal.ts";
import { readOptions } from "../decode/read-options.ts";
import { closed } from "../errors/core-errors.ts";
import { readWho } from "../identity/operator-scope.ts";
import { readRunId } from "../ids/run-id.ts";
import { toReadEntry, type Entry, type ReadEntry } from "../journal/entry.ts";
import { readJournalOf } from "../journal/read-journal.ts";
import { forOneCall } from "../patience.ts";
import { requireHead } from "./read-runs.ts";

/** The entries of a run as they are committed, each once, in order, from after `after` until the run has ended. */
export async function* watchRun(core: Core, who: unknown, runId: unknown, options: unknown): AsyncGenerator<Entry> {
  const { after, signal } = readOptions(options, ["after", "signal"], "watchRun");
  for await (const entries of watchBatches(core, who, runId, { after, signal })) yield* entries;
}

/**
 * The same, as many entries at once as one look finds, with at the least `pauseMs` between two looks. What this process writes
 * it sees at once, and what others write as soon as it is notified of it; else it finds it by looking, at the poll interval.
 */
export async function* watchBatches(
  core: Core,
  who: unknown,
  givenRunId: unknown,
  options: unknown,
): AsyncGenerator<readonly Entry[]> {
  const { tenants } = readWho(who);
  const runId = readRunId(givenRunId);
  const given = readOptions(options, ["after", "signal", "pauseMs"], "watchRun");
  const signal = readSignal(given.signal);
  const pauseMs = given.pauseMs === undefined ? 0 : readPositiveInteger(given.pauseMs, "pauseMs", { max: 60_000 });
  let seen = given.after === undefined ? 0 : readPositiveInteger(given.after, "after", { min: 0, max: 2 ** 31 - 1 });
  const bell = new Bell();
  const end = new Bell();
  const ring = (): void => bell.ring();
  const stop = (): void => {
    bell.ring();
    end.ring();
  };
  const unwatch = core.changes.watch(runId, "entries", ring);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      if (core.isClosed()) throw closed("This Scoria facade");
      if (signal?.aborted) return;
      bell.reset();
      const lookedAt = core.clock.monotonic();
      const { finishedAt, entries } = await look(forOneCall(core), tenants, runId, seen + 1);
      seen = entries.at(-1)?.seq ?? seen;
      if (entries.length > 0) yield entries.map(toReadEntry);
      if (finishedAt !== undefined) return;
      await bell.wait(core.clock, core.pollMs);
      const early = pauseMs - (core.clock.monotonic() - lookedAt);
      if (early > 0) await end.wait(core.clock, early);
    }
  } finally {
    unwatch();
    signal?.removeEventListener("abort", stop);
  }
}

/** The head first: a run that had ended by then has no entry that the journal does not show. */
async function look(
  core: Core,
  tenants: readonly string[],
  runId: string,
  from: number,
): Promise<{ readonly finishedAt: Date | undefined; readonly entries: readonly ReadEntry[] }> {
  const { finishedAt } = await requireHead(core, tenants, runId);
  const entries = await askDatabase(core, "reading a journal", () =>
    readJournalOf(core.readAs(tenants), tenants, runId, from),
  );
  return { finishedAt, entries };
}
