import { describe, expect, test } from "vitest";
import { checkChain, type EvidenceEntry } from "./check-chain.ts";
import type { StoredEntry } from "./entry.ts";
import { entryDigest, entryHash, genesisHash, payloadHash } from "./hash-chain.ts";

const runId = "0190b5a0-5e2c-7abc-8def-0123456789ab";
const otherRunId = "0190b5a0-5e2c-7abc-8def-0123456789ac";

type Unsealed = Omit<StoredEntry, "digest" | "hash">;

function unsealed(type: string, seq: number): Unsealed {
  const place = { runId, tenantId: "acme", seq, epoch: 1, call: seq, at: 1_000 + seq };
  return { ...place, type, stepKey: null, role: "executor", payload: `{"n":${seq}}` };
}

/** Chains the entries as they are, right or wrong: what is wrong is then wrong in nothing but that. */
function seal(entries: readonly Unsealed[]): StoredEntry[] {
  let hash = genesisHash;
  return entries.map((entry) => {
    const digest = entryDigest({ ...entry, payloadHash: payloadHash(entry.payload) });
    hash = entryHash(hash, entry.seq, digest);
    return { ...entry, digest, hash };
  });
}

function chain(...types: readonly string[]): Unsealed[] {
  return types.map((type, index) => unsealed(type, index + 1));
}

const finished = chain("run.started", "step.completed", "step.completed", "run.completed");
const sealed = seal(finished);
const head = { runId, seq: 4, hash: sealed[3]?.hash ?? "" };

function withEntry(entries: readonly Unsealed[], seq: number, change: Partial<Unsealed>): Unsealed[] {
  return entries.map((entry) => (entry.seq === seq ? { ...entry, ...change } : entry));
}

describe("evidence holds", () => {
  test("of a finished run, and answers the head that proves it later", () => {
    expect(checkChain(sealed, { runId, terminal: true, head })).toEqual({
      ok: true,
      entries: 4,
      redacted: 0,
      removed: 0,
      head,
    });
  });

  test("against a head from when the run had fewer entries", () => {
    expect(checkChain(sealed, { head: { runId, seq: 2, hash: sealed[1]?.hash ?? "" } })).toMatchObject({
      ok: true,
      entries: 4,
    });
  });

  test("of entries whose payload is shown otherwise than it was hashed, and says how many", () => {
    const shown = sealed.map((entry) =>
      entry.seq === 2 ? { ...entry, payload: "{}", originalPayloadHash: payloadHash(entry.payload) } : entry,
    );
    expect(checkChain(shown, { head })).toEqual({ ok: true, entries: 4, redacted: 1, removed: 0, head });
  });

  test("of a failed run that was retried", () => {
    expect(
      checkChain(seal(chain("run.started", "run.failed", "run.retried", "run.completed")), { terminal: true }).ok,
    ).toBe(true);
  });

  test("of a run that goes on, several entries in one millisecond", () => {
    expect(checkChain(seal(chain("run.started", "run.waiting").map((entry) => ({ ...entry, at: 7 }))), {}).ok).toBe(
      true,
    );
  });
});

describe("evidence does not hold, though it was sealed again throughout,", () => {
  test.each<[what: string, entries: readonly Unsealed[], seq: number, field: string]>([
    ["with no entry", [], 1, "seq"],
    ["with the first entry missing", finished.slice(1), 1, "seq"],
    ["with an entry missing", finished.filter((entry) => entry.seq !== 3), 3, "seq"],
    ["with an entry doubled", finished.flatMap((entry) => (entry.seq === 2 ? [entry, entry] : [entry])), 3, "seq"],
    ["with an entry of another run", withEntry(finished, 2, { runId: otherRunId }), 2, "runId"],
    ["with an entry of another tenant", withEntry(finished, 2, { tenantId: "globex" }), 2, "tenantId"],
    ["with time going back", withEntry(finished, 3, { at: 1_001 }), 3, "at"],
    ["with the epoch going back", withEntry(withEntry(finished, 2, { epoch: 3 }), 3, { epoch: 2 }), 3, "epoch"],
    ["with a blank in a payload", withEntry(finished, 2, { payload: '{"n": 2}' }), 2, "payload"],
    ["with unsorted keys in a payload", withEntry(finished, 2, { payload: '{"b":1,"a":1}' }), 2, "payload"],
    ["with a payload that is no JSON", withEntry(finished, 2, { payload: "{" }), 2, "payload"],
    [
      "with a payload of 100,000 levels",
      withEntry(finished, 2, { payload: `${"[".repeat(1e5)}${"]".repeat(1e5)}` }),
      2,
      "payload",
    ],
    ["with a step after the end", chain("run.started", "run.completed", "step.completed"), 3, "terminal"],
    ["with a retry of what was cancelled", chain("run.started", "run.cancelled", "run.retried"), 3, "terminal"],
  ])("%s", (_, entries, seq, field) => {
    expect(checkChain(seal(entries), {})).toMatchObject({ ok: false, seq, field });
  });

  test("when it is that of another run", () => {
    expect(checkChain(sealed, { runId: otherRunId })).toMatchObject({ ok: false, seq: 1, field: "runId" });
  });

  test("when a finished run's tail was cut", () => {
    expect(checkChain(sealed.slice(0, 3), { terminal: true })).toMatchObject({ ok: false, seq: 3, field: "terminal" });
    expect(checkChain(sealed.slice(0, 2), { head })).toMatchObject({ ok: false, seq: 3, field: "head" });
    expect(checkChain(sealed.slice(0, 3), {})).toMatchObject({ ok: true, entries: 3 });
  });

  test("when it was rebuilt after the head was exported", () => {
    const rebuilt = seal(withEntry(finished, 2, { payload: '{"n":3}' }));
    expect(checkChain(rebuilt, { terminal: true })).toMatchObject({ ok: true });
    expect(checkChain(rebuilt, { head })).toMatchObject({ ok: false, seq: 4, field: "head" });
    expect(checkChain(sealed, { head: { ...head, runId: otherRunId } })).toMatchObject({
      ok: false,
      seq: 1,
      field: "head",
    });
  });
});

test("any stored field that is changed without sealing again is named with the entry it stands in", () => {
  const changes: readonly (readonly [Partial<EvidenceEntry> & { originalPayloadHash?: string }, field: string])[] = [
    [{ type: "step.failed" }, "digest"],
    [{ role: "critic" }, "digest"],
    [{ role: null }, "digest"],
    [{ stepKey: "null" }, "digest"],
    [{ call: 9 }, "digest"],
    [{ epoch: 2 }, "digest"],
    [{ at: 1_003 }, "digest"],
    [{ payload: '{"n":9}' }, "digest"],
    [{ digest: genesisHash }, "digest"],
    [{ hash: genesisHash }, "hash"],
    [{ payload: null, payloadHash: genesisHash }, "digest"],
    [{ payload: null, payloadHash: "" }, "payload"],
    [{ originalPayloadHash: genesisHash }, "digest"],
    [{ originalPayloadHash: payloadHash('{"n":2}') }, "redacted"],
    [{ tenantId: "globex" }, "tenantId"],
    [{ runId: otherRunId }, "runId"],
    [{ seq: 3 }, "seq"],
  ];
  for (const [change, field] of changes) {
    const changed = sealed.map((entry) => (entry.seq === 2 ? ({ ...entry, ...change } as EvidenceEntry) : entry));
    expect(checkChain(changed, {}), JSON.stringify(change)).toMatchObject({ ok: false, seq: 2, field });
  }
});
