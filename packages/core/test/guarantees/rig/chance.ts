import { createHash } from "node:crypto";

/** Choices that come of a seed and of nothing else: the same seed makes the same choices in the same order. */
export class Chance {
  readonly #seed: string;
  #drawn = 0;

  constructor(seed: string | number) {
    this.#seed = String(seed);
  }

  /** From 0 up to, but not including, `end`. */
  below(end: number): number {
    const drawn = createHash("sha256").update(`${this.#seed}/${this.#drawn}`).digest().readUInt32BE();
    this.#drawn += 1;
    return drawn % end;
  }

  between(first: number, last: number): number {
    return first + this.below(last - first + 1);
  }

  oneOf<T>(choices: readonly T[]): T | undefined {
    return choices.length === 0 ? undefined : choices[this.below(choices.length)];
  }
}
