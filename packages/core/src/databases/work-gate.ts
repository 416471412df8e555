import type { ScoriaError } from "../errors/scoria-error.ts";

/** Lets work in until it is shut, and tells when the last of it has left. */
export class WorkGate {
  #refusal: (() => ScoriaError) | null = null;
  #isBroken = false;
  #inside = 0;
  #waiting: (() => void)[] = [];

  /** Whether new work is refused. */
  get isShut(): boolean {
    return this.#refusal !== null;
  }

  /** Whether the work inside must stop too. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Throws the refusal when shut; else the caller leaves exactly once. */
  enter(): void {
    if (this.#refusal !== null) throw this.#refusal();
    this.#inside += 1;
  }

  leave(): void {
    this.#inside -= 1;
    if (this.#inside > 0) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** For work that is inside and has waited: throws when there is nothing left to wait for. */
  check(): void {
    if (this.#isBroken && this.#refusal !== null) throw this.#refusal();
  }

  /** Refuses new work; what is inside goes on. */
  shut(refusal: () => ScoriaError): void {
    this.#refusal = refusal;
  }

  /** Refuses new work and what is inside. */
  break(refusal: () => ScoriaError): void {
    this.#isBroken = true;
    this.#refusal = refusal;
  }

  async whenEmpty(): Promise<void> {
    if (this.#inside > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
