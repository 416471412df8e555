import { canonicalJson } from "../decode/canonical-json.ts";
import type { Json } from "../decode/json.ts";
import type { BareEntry, ReadEntry, StoredEntry } from "./entry.ts";
import { entryDigest, entryHash, genesisHash, payloadHash } from "./hash-chain.ts";

/** The place and hash of a run's last entry. Kept elsewhere, it proves later that nothing up to it was changed or cut. */
export interface EvidenceHead {
  readonly runId: string;
  readonly seq: number;
  /** Lower-case hex. */
  readonly hash: string;
}

/** The first thing that is wrong with a run's evidence, and the entry where it is. */
export interface EvidenceFault {
  readonly ok: false;
  readonly seq: number;
  readonly field: string;
  readonly reason: string;
}

export type EvidenceCheck =
  | {
      readonly ok: true;
      readonly entries: number;
      /**
       * How many entries show a payload from which secrets were taken out, in an export. Their hash is that of the payload
       * in the database, so what such an entry shows is not held by the chain; everything else is. 0 in a database.
       */
      readonly redacted: number;
      /**
       * How many entries have no payload any more, since retention removed it. What it was is held by its hash, and so by
       * the chain; that it may be removed is not.
       */
      readonly removed: number;
      readonly head: EvidenceHead;
    }
  | EvidenceFault;

/** An entry whose payload may have been redacted or removed since it was hashed. */
export type EvidenceEntry = BareEntry | ShownEntry;

interface ShownEntry extends StoredEntry {
  /** The hash of the payload as it was, when the one that is shown is another. Lower-case hex. */
  readonly originalPayloadHash?: string;
}

/** What the evidence must agree with, as far as it is known. */
export interface EvidenceExpectation {
  readonly runId?: string;
  /** A head that was exported earlier. The evidence may have grown since. */
  readonly head?: EvidenceHead;
  /** True when the run is known to have ended: then its last entry must say so. */
  readonly terminal?: boolean;
}

const terminalTypes: ReadonlySet<string> = new Set(["run.completed", "run.failed", "run.cancelled", "run.halted"]);

/**
 * Recomputes a run's hash chain and answers the first fault, or the head if there is none.
 *
 * Without an exported head a cut tail shows only on a run that is known to have ended, and a chain that was rebuilt
 * from the change on does not show at all.
 */
export function checkChain(entries: Iterable<EvidenceEntry>, expected: EvidenceExpectation): EvidenceCheck {
  const { head } = expected;
  let previous: ReadEntry | undefined;
  let hashAtHead: string | undefined;
  let redacted = 0;
  let removed = 0;
  for (const entry of entries) {
    const seq = (previous?.seq ?? 0) + 1;
    const wrong = checkEntry(entry, previous, seq, expected.runId);
    if (wrong !== undefined) return { ok: false, seq, ...wrong };
    if (seq === head?.seq) hashAtHead = entry.hash;
    if (entry.payload === null) removed += 1;
    else if (entry.originalPayloadHash !== undefined) redacted += 1;
    previous = entry;
  }
  if (previous === undefined) return { ok: false, seq: 1, field: "seq", reason: "There is no entry." };
  if (head !== undefined) {
    const wrong = checkHead(previous, head, hashAtHead);
    if (wrong !== undefined) return wrong;
  }
  if (expected.terminal === true && !terminalTypes.has(previous.type)) {
    return fault(previous.seq, "terminal", "The run has ended, but its last entry does not say so: the tail was cut.");
  }
  const { runId, seq, hash } = previous;
  return { ok: true, entries: seq, redacted, removed, head: { runId, seq, hash } };
}

type Wrong = Pick<EvidenceFault, "field" | "reason">;

function checkEntry(
  entry: EvidenceEntry,
  previous: ReadEntry | undefined,
  seq: number,
  runId: string | undefined,
): Wrong | undefined {
  if (entry.seq !== seq) return wrong("seq", "An entry is missing, doubled or out of order.");
  if (entry.runId !== (previous?.runId ?? runId ?? entry.runId))
    return wrong("runId", "It is an entry of another run.");
  if (previous !== undefined) {
    if (entry.tenantId !== previous.tenantId) return wrong("tenantId", "It is an entry of another tenant.");
    if (entry.at < previous.at) return wrong("at", "Its time is before that of the entry before it.");
    if (entry.epoch < previous.epoch) return wrong("epoch", "Its epoch is before that of the entry before it.");
    if (!mayFollow(entry.type, previous.type))
      return wrong("terminal", "It stands after the entry that ended the run.");
  }
  if (entry.payload === null && entry.payloadHash === "") {
    return wrong("payload", "Its payload is gone, and no hash stands in its place.");
  }
  if (entry.payload !== null && !isCanonical(entry.payload))
    return wrong("payload", "Its payload is not canonical JSON text.");
  return checkHashes(entry, previous?.hash ?? genesisHash);
}

function checkHashes(entry: EvidenceEntry, previousHash: string): Wrong | undefined {
  const shownHash = entry.payload === null ? entry.payloadHash : payloadHash(entry.payload);
  const originalHash = entry.payload === null ? undefined : entry.originalPayloadHash;
  if (shownHash === originalHash) {
    return wrong("redacted", "It says that it was redacted, but its payload is the one that was hashed.");
  }
  const digest = entryDigest({ ...entry, payloadHash: originalHash ?? shownHash });
  if (digest !== entry.digest) return wrong("digest", "Its content does not have the digest that was stored with it.");
  const hash = entryHash(previousHash, entry.seq, digest);
  if (hash !== entry.hash) return wrong("hash", "Its hash does not chain to the entry before it.");
  return undefined;
}

function checkHead(last: ReadEntry, head: EvidenceHead, hashAtHead: string | undefined): EvidenceFault | undefined {
  if (head.runId !== last.runId) return fault(1, "head", "The head is that of another run.");
  if (head.seq > last.seq) return fault(last.seq + 1, "head", "Entries up to the head are missing: the tail was cut.");
  if (hashAtHead !== head.hash) return fault(head.seq, "head", "The entry at the head has another hash.");
  return undefined;
}

/** Terminal is terminal; only a failed run may be retried. */
function mayFollow(type: string, previousType: string): boolean {
  return !terminalTypes.has(previousType) || (previousType === "run.failed" && type === "run.retried");
}

function isCanonical(text: string): boolean {
  try {
    return canonicalJson(JSON.parse(text) as Json) === text;
  } catch {
    return false;
  }
}

function wrong(field: string, reason: string): Wrong {
  return { field, reason };
}

function fault(seq: number, field: string, reason: string): EvidenceFault {
  return { ok: false, seq, field, reason };
}
