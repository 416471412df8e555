import { createHash } from "node:crypto";

/** Chance that comes out the same each time the handler runs. It is no secret: whoever knows the run id can compute it. */
export class ReplaySafeChance {
  readonly #seed: string;
  #drawn = 0;

  constructor(runId: string, frameKey: string) {
    this.#seed = `${runId}\n${frameKey}`;
  }

  /** From 0 up to but not including 1. */
  random(): number {
    return this.#draw().readUIntBE(0, 6) / 2 ** 48;
  }

  /** A UUID of version 8: computed, not random. */
  uuid(): string {
    const bytes = this.#draw().subarray(0, 16);
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    const hex = bytes.toString("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  #draw(): Buffer {
    this.#drawn += 1;
    return createHash("sha256").update(`${this.#seed}\n${this.#drawn}`).digest();
  }
}
