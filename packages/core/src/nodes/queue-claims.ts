import type { BackgroundWork } from "./background-work.ts";

export interface QueueClaimsParts {
  readonly background: BackgroundWork;
  /** Whether there is a slot for another run. */
  readonly hasRoom: () => boolean;
  /** Takes these runs from the queue, or any, into free slots. True when it got all that it had slots for. */
  readonly take: (runIds: readonly string[] | null) => Promise<boolean>;
}

/** What a node wants from the queue: runs that it was told of, or any. One claim is under way at a time. */
export class QueueClaims {
  readonly #parts: QueueClaimsParts;
  readonly #wanted = new Set<string>();
  #wantsAny = false;
  #underWay: Promise<unknown> | undefined;

  constructor(parts: QueueClaimsParts) {
    this.#parts = parts;
  }

  /** There may be something in the queue: these runs, or any. */
  want(runIds?: readonly string[]): void {
    if (runIds === undefined) this.#wantsAny = true;
    for (const runId of runIds ?? []) this.#wanted.add(runId);
    this.#underWay ??= this.#parts.background
      .run("taking runs from the queue", () => this.#claim())
      .finally(() => {
        this.#underWay = undefined;
      });
  }

  /** A slot is free again: claims if there was something for which there was none. */
  roomAgain(): void {
    if (this.#wantsAny) this.want();
  }

  /** Resolves when the claim that is under way is done. */
  async settled(): Promise<void> {
    await this.#underWay;
  }

  /** Runs that were named come first. What there is no slot for stays queued. */
  async #claim(): Promise<void> {
    const { hasRoom, take } = this.#parts;
    while ((this.#wanted.size > 0 || this.#wantsAny) && hasRoom()) {
      const runIds = this.#wanted.size > 0 ? [...this.#wanted] : null;
      this.#wanted.clear();
      if (runIds === null) this.#wantsAny = false;
      if (await take(runIds)) this.#wantsAny = true;
    }
    if (this.#wanted.size > 0) this.#wantsAny = true;
    this.#wanted.clear();
  }
}
