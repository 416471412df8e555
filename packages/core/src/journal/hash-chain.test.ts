import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "../decode/canonical-json.ts";
import { type DigestFields, entryDigest, entryHash, genesisHash, payloadHash } from "./hash-chain.ts";

const fields: DigestFields = {
  tenantId: "acme",
  runId: "0190b5a0-5e2c-7abc-8def-0123456789ab",
  epoch: 1,
  call: 2,
  type: "step.completed",
  at: 1_767_312_000_000,
  stepKey: "quote",
  role: null,
  payloadHash: payloadHash("{}"),
};

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

describe("the hash chain", () => {
  test("is the same in every version: stored evidence must verify for ever", () => {
    expect(genesisHash).toBe("0000000000000000000000000000000000000000000000000000000000000000");
    expect(payloadHash('{"a":"é"}')).toBe("b3a092a6af48807fa9482b2ee140105575daa26d5b24b3c0e60a7e2dee6683b1");
    expect(entryDigest(fields)).toBe("2339247d397cd4b5c8fa49bef7ae5f5eca4cd471f006145ad00368fbdace5a84");
    expect(entryHash(genesisHash, 1, entryDigest(fields))).toBe(
      "1aae2a71bfa21adfa4644894e8f5d875ba737efbbd0604a236c95c7e830eb650",
    );
  });

  test("digests the RFC 8785 text of exactly the fields that evidence covers", () => {
    const text = fc.string({ unit: "binary" });
    const drawn = fc.record({
      tenantId: text,
      runId: text,
      type: text,
      stepKey: fc.option(text),
      role: fc.option(text),
      epoch: fc.nat(),
      call: fc.nat(),
      at: fc.maxSafeNat(),
      payloadHash: text.map(payloadHash),
    });
    fc.assert(
      fc.property(drawn, (entry) => {
        const { tenantId: tenant, runId: run, ...same } = entry;
        expect(entryDigest(entry)).toBe(sha256(canonicalJson({ v: 1, tenant, run, ...same })));
      }),
    );
  });

  test("hashes the previous hash, the seq as four bytes, and the digest", () => {
    const [previous, digest] = [sha256("previous"), sha256("digest")];
    const seq = Buffer.from([0x00, 0x01, 0x02, 0x03]);
    const bytes = Buffer.concat([Buffer.from(previous, "hex"), seq, Buffer.from(digest, "hex")]);
    expect(entryHash(previous, 0x00010203, digest)).toBe(sha256(bytes));
  });
});
