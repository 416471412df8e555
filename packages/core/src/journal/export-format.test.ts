import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "../decode/canonical-json.ts";
import type { Json } from "../decode/json.ts";
import { secretRedactor } from "../redaction/secret-redactor.ts";
import { noRedaction } from "../seams/redactor.ts";
import type { StoredEntry } from "./entry.ts";
import { exportLines, parseExport, verifyExport } from "./export-format.ts";
import { entryDigest, entryHash, genesisHash, payloadHash } from "./hash-chain.ts";

const runId = "0190b5a0-5e2c-7abc-8def-0123456789ab";

function sampleRun(payloads: readonly Json[]): StoredEntry[] {
  let hash = genesisHash;
  return payloads.map((payload, index) => {
    const seq = index + 1;
    const type = seq === 1 ? "run.started" : seq === payloads.length ? "run.completed" : "step.completed";
    const stepKey = seq % 2 === 0 ? `step "${seq}" é\u2028` : null;
    const fields = {
      runId,
      tenantId: 'ac"me',
      epoch: 1,
      call: index,
      type,
      at: 1_000 + index,
      stepKey,
      role: "executor",
    };
    const text = canonicalJson(payload);
    const digest = entryDigest({ ...fields, payloadHash: payloadHash(text) });
    hash = entryHash(hash, seq, digest);
    return { ...fields, seq, payload: text, digest, hash };
  });
}

const entries = sampleRun([
  { input: { order: "é😀", lines: ["a\nb", "\u0001"] } },
  { result: 1.5 },
  null,
  [],
  { output: -1e-7 },
]);
const { jsonl } = exportLines(entries, noRedaction);
const last = entries.at(-1);
const head = { runId, seq: 5, hash: last?.hash ?? "" };

function withLine(seq: number, change: (line: string) => string): string {
  return jsonl.replace(/[^\n]+/g, (line) => (line.includes(`"seq":${seq},`) ? change(line) : line));
}

describe("an export", () => {
  test("has one canonical JSON object a line with all that the digest covers", () => {
    const lines = jsonl.split("\n");
    expect(lines).toHaveLength(6);
    expect(lines[5]).toBe("");
    for (const [index, line] of lines.slice(0, 5).entries()) {
      const { runId: run, tenantId: tenant, payload, ...same } = entries[index] as StoredEntry;
      const expected = {
        v: 1,
        run,
        tenant,
        ...same,
        payload: JSON.parse(payload) as Json,
        payloadHash: payloadHash(payload),
      };
      expect(line).toBe(canonicalJson(expected));
    }
  });

  test("of entries without payloads verifies by the hashes in their place, and against a head from before", () => {
    const bare = entries.map((entry, at) =>
      at === 1 || at === 3 ? { ...entry, payload: null, payloadHash: payloadHash(entry.payload) } : entry,
    );
    const exported = exportLines(bare, noRedaction);
    expect(exported).toMatchObject({ redacted: 0, removed: 2 });
    expect(verifyExport(exported.jsonl, { head })).toEqual({ ok: true, entries: 5, redacted: 0, removed: 2, head });
    expect(parseExport(exported.jsonl)).toEqual({ ok: true, entries: bare });
    const forged = exported.jsonl.replace(payloadHash(entries[1]?.payload ?? ""), "0".repeat(64));
    expect(verifyExport(forged, { head })).toMatchObject({ ok: false, seq: 2, field: "digest" });
    const shown = exported.jsonl.replace('"removed":true', '"payload":{},"removed":true');
    expect(verifyExport(shown, { head })).toMatchObject({ ok: false, seq: 2, field: "line" });
  });

  test("verifies, with and without its head, and reads back as the same entries", () => {
    expect(verifyExport(jsonl)).toEqual({ ok: true, entries: 5, redacted: 0, removed: 0, head });
    expect(verifyExport(jsonl, { head })).toEqual({ ok: true, entries: 5, redacted: 0, removed: 0, head });
    expect(parseExport(jsonl)).toEqual({ ok: true, entries });
  });

  test("round-trips whatever JSON the payloads hold", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue().filter(isWellFormed), { minLength: 2, maxLength: 6 }), (payloads) => {
        const run = sampleRun(payloads as Json[]);
        const exported = exportLines(run, noRedaction);
        expect(exported.redacted).toBe(0);
        expect(parseExport(exported.jsonl)).toEqual({ ok: true, entries: run });
        expect(verifyExport(exported.jsonl).ok).toBe(true);
      }),
    );
  });

  test.each<[what: string, changed: string, seq: number, field: string]>([
    ["empty", "", 1, "line"],
    ["blank", "\n", 1, "line"],
    ["cut before its last line end", jsonl.slice(0, -1), 5, "line"],
    ["with Windows line ends", jsonl.replaceAll("\n", "\r\n"), 1, "line"],
    ["with a byte order mark", `\ufeff${jsonl}`, 1, "line"],
    ["with a blank line", jsonl.replace("\n", "\n\n"), 2, "line"],
    ["with a blank in a line", withLine(2, (line) => line.replace(",", ", ")), 2, "line"],
    ["with another escape", withLine(1, (line) => line.replace("\\n", "\\u000a")), 1, "line"],
    ["with a doubled key", withLine(3, (line) => line.replace("{", '{"at":1,')), 3, "line"],
    ["with one more key", withLine(3, (line) => line.replace(/}$/, ',"w":1}')), 3, "line"],
    ["without a key", withLine(3, (line) => line.replace('"call":2,', "")), 3, "line"],
    [
      "without a payload but another key",
      withLine(3, (line) => line.replace('"payload":null,', "").replace(/}$/, ',"w":1}')),
      3,
      "line",
    ],
    ["with a number as text", withLine(3, (line) => line.replace('"call":2', '"call":"2"')), 3, "line"],
    ["with a fraction as seq", withLine(3, (line) => line.replace('"seq":3', '"seq":3.5')), 3, "line"],
    ["of another version", withLine(3, (line) => line.replace('"v":1', '"v":2')), 3, "line"],
    [
      "with an upper-case hash",
      withLine(3, (line) => line.replace(/"hash":"[^"]+"/, (hash) => `"hash"${hash.slice(6).toUpperCase()}`)),
      3,
      "line",
    ],
    ["with null for a line", `null\n${jsonl}`, 1, "line"],
    ["with 1,000,000 levels", `${"[".repeat(1e6)}${"]".repeat(1e6)}\n`, 1, "line"],
    ["with another payload", withLine(2, (line) => line.replace("1.5", "1.6")), 2, "payload"],
    [
      "with another payload and its hash",
      withLine(2, (line) =>
        line.replace("1.5", "1.6").replace(payloadHash('{"result":1.5}'), payloadHash('{"result":1.6}')),
      ),
      2,
      "digest",
    ],
    ["with another role", withLine(4, (line) => line.replace("executor", "critic")), 4, "digest"],
    ["with another actor's tenant", withLine(1, (line) => line.replace("ac", "oc")), 1, "digest"],
  ])("that is %s does not verify, and the first wrong line is named", (_, changed, seq, field) => {
    expect(changed).not.toBe(jsonl);
    expect(verifyExport(changed)).toMatchObject({ ok: false, seq, field });
  });

  test("does not verify after any of 1,000 random changes", () => {
    const seed = Number(process.env.SCORIA_TEST_SEED ?? Date.now() % 2 ** 31);
    process.stdout.write(`seed ${seed}: 1,000 changes of an export (set SCORIA_TEST_SEED to repeat)\n`);
    const bytes = Buffer.from(jsonl);
    const lines = jsonl.slice(0, -1).split("\n");
    const joined = (changed: readonly string[]): string => changed.map((line) => `${line}\n`).join("");
    const line = fc.nat(lines.length - 1);
    const change = fc.oneof(
      {
        weight: 6,
        arbitrary: fc
          .tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }))
          .map(([at, xor]) => flipped(bytes, at, xor)),
      },
      fc
        .tuple(fc.nat(bytes.length), fc.integer({ min: 0, max: 255 }))
        .map(([at, byte]) =>
          Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at)]).toString(),
        ),
      fc.nat(bytes.length - 1).map((at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]).toString()),
      fc.nat(bytes.length - 1).map((length) => bytes.subarray(0, length).toString()),
      line.map((at) => joined(lines.toSpliced(at, 1))),
      line.map((at) => joined(lines.toSpliced(at, 0, lines[at] ?? ""))),
      fc.tuple(line, line).map(([from, to]) => joined(lines.with(from, lines[to] ?? "").with(to, lines[from] ?? ""))),
      line.map((count) => joined(lines.slice(0, count))),
    );
    let changes = 0;
    fc.assert(
      fc.property(
        change.filter((changed) => changed !== jsonl),
        (changed) => {
          changes += 1;
          expect(verifyExport(changed, { head }).ok).toBe(false);
        },
      ),
      { seed, numRuns: 1_000 },
    );
    expect(changes).toBe(1_000);
  });

  test("whatever text it is, answers a check", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.json(),
          fc.json().map((text) => `${text}\n`),
        ),
        (text) => {
          expect(verifyExport(text).ok).toBe(false);
        },
      ),
    );
  });

  test.each<[what: string, text: unknown, options: unknown, code: string]>([
    ["bytes", Buffer.from(jsonl), undefined, "INVALID_INPUT"],
    ["nothing", undefined, undefined, "INVALID_INPUT"],
    ["more than 64 Mi characters", "x".repeat(64 * 1024 * 1024 + 1), undefined, "INVALID_INPUT"],
    ["an unknown option", jsonl, { heads: head }, "UNKNOWN_OPTION"],
    ["a head that is text", jsonl, { head: head.hash }, "INVALID_INPUT"],
    ["a head without a seq", jsonl, { head: { runId, hash: head.hash } }, "INVALID_INPUT"],
    ["a head with a short hash", jsonl, { head: { ...head, hash: "ab" } }, "INVALID_INPUT"],
    ["a head of no run", jsonl, { head: { ...head, runId: "x" } }, "INVALID_INPUT"],
    ["a head with more in it", jsonl, { head: { ...head, tenant: "acme" } }, "UNKNOWN_OPTION"],
  ])("is refused with a typed error for %s", (_, text, options, code) => {
    expect(() => verifyExport(text as string, options as { head: typeof head })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe("an export of payloads with secrets", () => {
  const secret = `ghp_${"a1B2".repeat(9)}`;
  const told = sampleRun([
    { input: { note: `with ${secret}` } },
    { result: 1.5 },
    { password: 1234 },
    { output: "none" },
  ]);
  const exported = exportLines(told, secretRedactor());
  const lines = exported.jsonl.slice(0, -1).split("\n");
  const toldHead = { runId, seq: 4, hash: told.at(-1)?.hash ?? "" };
  const changed = (seq: number, from: string, to: string): string => {
    const line = lines[seq - 1] ?? "";
    expect(line).toContain(from);
    return `${lines.with(seq - 1, line.replace(from, to)).join("\n")}\n`;
  };

  test("shows none, says which lines it changed, and keeps the hash of what they were", () => {
    expect(exported.redacted).toBe(2);
    expect(exported.jsonl).not.toContain("a1B2");
    for (const [index, line] of lines.entries()) {
      expect(line).toBe(canonicalJson(JSON.parse(line) as Json));
      const { redacted, payloadHash: kept } = JSON.parse(line) as { redacted?: boolean; payloadHash: string };
      expect(kept).toBe(payloadHash(told[index]?.payload ?? ""));
      expect(redacted).toBe(index % 2 === 0 ? true : undefined);
    }
    expect(lines[0]).toContain('"payload":{"input":{"note":"with [redacted:github-token]"}}');
    expect(lines[2]).toContain('"payload":{"password":"[redacted:secret-field]"}');
  });

  test("verifies against its head, and says how many lines are redacted", () => {
    expect(verifyExport(exported.jsonl, { head: toldHead })).toEqual({
      ok: true,
      entries: 4,
      redacted: 2,
      removed: 0,
      head: toldHead,
    });
    expect(parseExport(exported.jsonl)).toMatchObject({ ok: true, entries: [{}, told[1], {}, told[3]] });
    const parsed = parseExport(exported.jsonl);
    expect(parsed.ok && parsed.entries[0]).toMatchObject({
      originalPayloadHash: payloadHash(told[0]?.payload ?? ""),
    });
  });

  test.each<[what: string, changed: string, seq: number, field: string]>([
    ["no longer says that it was redacted", changed(1, ',"redacted":true', ""), 1, "payload"],
    ["says that it was, and shows what was hashed", changed(2, ',"role"', ',"redacted":true,"role"'), 2, "redacted"],
    ["says that it was not", changed(2, ',"role"', ',"redacted":false,"role"'), 2, "line"],
    ["says it in another way", changed(1, '"redacted":true', '"redacted":"true"'), 1, "line"],
    ["shows what was taken out", changed(3, '"[redacted:secret-field]"', "1234"), 3, "redacted"],
    ["has another payload hash", changed(3, payloadHash('{"password":1234}'), payloadHash("{}")), 3, "digest"],
    ["has another role", changed(3, "executor", "critic"), 3, "digest"],
  ])("does not verify when a line %s", (_, text, seq, field) => {
    expect(verifyExport(text, { head: toldHead })).toMatchObject({ ok: false, seq, field });
  });

  test("shows a line that somebody changed and then called redacted as one redacted line more", () => {
    const forged = changed(2, '"payload":{"result":1.5}', '"payload":{"result":1.6}').replace(
      `"payloadHash":"${payloadHash('{"result":1.5}')}"`,
      (kept) => `${kept},"redacted":true`,
    );
    expect(verifyExport(forged, { head: toldHead })).toMatchObject({ ok: true, redacted: 3 });
  });

  test("does not verify after any of 1,000 random changes outside of what a redacted line shows", () => {
    const seed = Number(process.env.SCORIA_TEST_SEED ?? Date.now() % 2 ** 31);
    const bytes = Buffer.from(exported.jsonl);
    const shown = [...exported.jsonl.matchAll(/"payload":(.*?),"payloadHash":"[0-9a-f]+","redacted":true/g)].map(
      // In bytes, as the changes are made: a character before it may be more than one.
      (match) => {
        const from = Buffer.byteLength(exported.jsonl.slice(0, match.index + '"payload":'.length));
        return [from, from + Buffer.byteLength(match[1] ?? "")] as const;
      },
    );
    expect(shown).toHaveLength(2);
    const isShown = (at: number): boolean => shown.some(([from, to]) => at >= from && at < to);
    const place = fc.nat(bytes.length - 1).filter((at) => !isShown(at));
    const change = fc.oneof(
      fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(([at, xor]) => flipped(bytes, at, xor)),
      place.map((at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]).toString()),
      fc.nat(bytes.length - 1).map((length) => bytes.subarray(0, length).toString()),
    );
    fc.assert(
      fc.property(change, (text) => {
        expect(verifyExport(text, { head: toldHead }).ok).toBe(false);
      }),
      { seed, numRuns: 1_000 },
    );
  });
});

function flipped(bytes: Buffer, at: number, xor: number): string {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ xor;
  return changed.toString();
}

function isWellFormed(value: unknown): boolean {
  return !/\\ud[89a-f]/.test(JSON.stringify(value));
}
