import { setTimeout } from "node:timers/promises";
import type { Connection } from "../../../../src/database.ts";
import type { EntryDraft } from "../../../../src/journal/entry.ts";
import { sealEntries, type RunKey } from "../../../../src/journal/seal-entries.ts";
import { plainAppend } from "./plain-append.ts";

/** An append from outside as a process does it by itself: read the tail, insert after it, again until it fits. */
export async function readThenInsert(
  connection: Connection,
  run: RunKey & { readonly epoch: number },
  draft: EntryDraft,
  mostTries: number,
): Promise<number> {
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const { rows } = await connection.query<{ seq: number; hash: string; at: Date }>({
      name: "naive_tail",
      text: "select seq, encode(hash, 'hex') as hash, at from scoria.journal where run_id = $1 order by seq desc limit 1",
      values: [run.runId],
    });
    const [tail] = rows;
    // What a network adds between a process and its server; on loopback there is next to none.
    await setTimeout(1);
    if (tail === undefined) throw new RangeError("A run without entries.");
    const key = { runId: run.runId, tenantId: run.tenantId };
    const entries = sealEntries(key, run.epoch, { ...tail, at: tail.at.getTime() }, Date.now(), [draft]);
    const landed = await connection.query({
      name: "naive_append",
      ...plainAppend([{ ...key, previousHash: tail.hash, entries }]),
    });
    if (landed.rows.length === 1) return tries;
  }
  return mostTries;
}
