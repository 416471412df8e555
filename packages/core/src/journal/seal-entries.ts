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
  const { runId, tenantId } = run;
  let { seq, hash } = tail;
  // Spelt out: every durable write passes here, and copying objects field by field is a good part of what it costs.
  return drafts.map(({ type, call, stepKey, role, payload }) => {
    const owner = epochOf(type, epoch);
    const hashed = payloadHash(payload);
    const digest = entryDigest({ tenantId, runId, epoch: owner, call, type, at, stepKey, role, payloadHash: hashed });
    seq += 1;
    hash = entryHash(hash, seq, digest);
    return { runId, tenantId, seq, epoch: owner, call, type, at, stepKey, role, payload, digest, hash };
  });
}
