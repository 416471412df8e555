import type { Connection } from "../../../../src/database.ts";
import type { EntryDraft } from "../../../../src/journal/entry.ts";
import { readJournal } from "../../../../src/journal/read-journal.ts";
import { sealEntries, type RunKey } from "../../../../src/journal/seal-entries.ts";
import { plainAppend } from "./plain-append.ts";

/**
 * A writer that numbers after whatever is last, and on an error reads the tail and numbers anew: it writes twice what
 * was stored although the answer was lost, and it writes for an owner who is none any more.
 */
export class RenumberingWriter {
  readonly #connection: Connection;
  tries = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async append(run: RunKey & { readonly epoch: number }, drafts: readonly EntryDraft[]): Promise<void> {
    for (;;) {
      this.tries += 1;
      try {
        const tail = (await readJournal(this.#connection, run.runId, 1)).at(-1);
        if (tail === undefined) throw new RangeError("A run without entries.");
        const key = { runId: run.runId, tenantId: run.tenantId };
        const entries = sealEntries(key, run.epoch, tail, Date.now(), drafts);
        const { rows } = await this.#connection.query(plainAppend([{ ...key, previousHash: tail.hash, entries }]));
        if (rows.length === drafts.length) return;
      } catch (error) {
        if (error instanceof RangeError) throw error;
      }
    }
  }
}
