import type { StoredEntry } from "./entry.ts";

/** Entries' texts and hashes as the bytes they are, one after the other: two parameters, whatever is in them. */
export interface PackedEntries {
  /** Where each payload begins in `payloads`, from 1, and how many bytes it has. */
  readonly from: readonly number[];
  readonly size: readonly number[];
  /** UTF-8. */
  readonly payloads: Buffer;
  /** For each entry 96 bytes: the hash that its group chains to, its digest, its hash. */
  readonly hashes: Buffer;
}

const hashBytes = 32;

/** A driver escapes each text inside an array, and the server undoes it; bytes need neither. */
export function packEntries(entries: readonly StoredEntry[], previousHashOf: (at: number) => string): PackedEntries {
  const from: number[] = [];
  const size: number[] = [];
  let most = 0;
  for (const { payload } of entries) most += payload.length * 3;
  const room = Buffer.allocUnsafe(most);
  const hashes = Buffer.allocUnsafe(entries.length * 3 * hashBytes);
  let end = 0;
  entries.forEach(({ payload, digest, hash }, at) => {
    const written = room.write(payload, end);
    from.push(end + 1);
    size.push(written);
    end += written;
    const place = at * 3 * hashBytes;
    hashes.write(previousHashOf(at), place, hashBytes, "hex");
    hashes.write(digest, place + hashBytes, hashBytes, "hex");
    hashes.write(hash, place + 2 * hashBytes, hashBytes, "hex");
  });
  return { from, size, payloads: room.subarray(0, end), hashes };
}
