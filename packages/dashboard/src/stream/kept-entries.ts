import type { Entry } from "@scoria/core";
import { entrySize } from "./entry-size.ts";

const mostEntries = 200;
const mostBytes = 262_144;

/** The latest entries of a run, for those who read them a little later: no more of them than is worth its memory. */
export class KeptEntries {
  readonly #entries: Entry[] = [];
  readonly #sizes: number[] = [];
  #bytes = 0;

  add(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const size = entrySize(entry);
      this.#entries.push(entry);
      this.#sizes.push(size);
      this.#bytes += size;
      // The newest stays, however large it is: everybody is about to read it.
      while (this.#entries.length > 1 && (this.#bytes > mostBytes || this.#entries.length > mostEntries)) {
        this.#entries.shift();
        this.#bytes -= this.#sizes.shift() ?? 0;
      }
    }
  }

  /** The entries after one; undefined when some of them are not kept any more. */
  after(seq: number): readonly Entry[] | undefined {
    const first = this.#entries[0]?.seq;
    return first === undefined || first > seq + 1 ? undefined : this.#entries.filter((entry) => entry.seq > seq);
  }
}
