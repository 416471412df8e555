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

/**
 * The entries of a run as they are committed, each once, in order, from after `after` until the run has ended. What this
 * process writes it sees at once, and what others write as soon as it is notified of it; else it finds it by looking, at the
 * poll interval.
 */
export async function* watchRun(
  core: Core,
  who: unknown,
  givenRunId: unknown,
  options: unknown,
): AsyncGenerator<Entry> {
  const { tenants } = readWho(who);
  const runId = readRunId(givenRunId);
  const given = readOptions(options, ["after", "signal"], "watchRun");
  const signal = readSignal(given.signal);
  let seen = given.after === undefined ? 0 : readPositiveInteger(given.after, "after", { min: 0, max: 2 ** 31 - 1 });
  const bell = new Bell();
  const ring = (): void => bell.ring();
  const unwatch = core.changes.watch(runId, "entries", ring);
  signal?.addEventListener("abort", ring, { once: true });
  try {
    for (;;) {
      if (core.isClosed()) throw closed("This Scoria facade");
      if (signal?.aborted) return;
      bell.reset();
      const { finishedAt, entries } = await look(forOneCall(core), tenants, runId, seen + 1);
      for (const entry of entries) {
        seen = entry.seq;
        yield toReadEntry(entry);
      }
      if (finishedAt !== undefined) return;
      await bell.wait(core.clock, core.pollMs);
    }
  } finally {
    unwatch();
    signal?.removeEventListener("abort", ring);
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
