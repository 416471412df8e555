import type { EntryDraft, StoredEntry } from "./entry.ts";
import { entryDigest, entryHash, payloadHash } from "./hash-chain.ts";

/** The last entry that is known to be stored. */
export interface Tail {
  readonly seq: number;
  readonly hash: string;
  readonly at: number;
}

export interface RunKey {
  readonly runId: string;
  readonly tenantId: string;
}

// These give the run away, so they already carry the next epoch: whoever writes with the old one is refused.
const endsOwnership = new Set<string>(["run.waiting", "run.handed_back"]);

/** The epoch that an entry of this type carries when an owner with `epoch` writes it. */
export function epochOf(type: string, epoch: number): number {
  return endsOwnership.has(type) ? epoch + 1 : epoch;
}

/** Numbers, dates and chains the drafts after `tail`. Time never goes back within a run, whatever the clock does. */
export function sealEntries(
  run: RunKey,
  epoch: number,
  tail: Tail,
  now: number,
  drafts: readonly EntryDraft[],
): readonly StoredEntry[] {
  const at = Math.max(tail.at, Math.floor(now));
  let { seq, hash } = tail;
  return drafts.map((draft) => {
    const fields = { ...run, ...draft, epoch: epochOf(draft.type, epoch), at };
    const digest = entryDigest({ ...fields, payloadHash: payloadHash(draft.payload) });
    seq += 1;
    hash = entryHash(hash, seq, digest);
    return { ...fields, seq, digest, hash };
  });
}
