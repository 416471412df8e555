import { sleep, type Clock } from "../clock.ts";
import type { BackgroundWork } from "./background-work.ts";

export interface QueueClaimsParts {
  readonly background: BackgroundWork;
  /** How many more runs could be taken now. */
  readonly freeSlots: () => number;
  /** Below so many free slots a claim is worth waiting for more, when there is more in the queue than there are slots. */
  readonly worthClaiming: number;
  readonly clock: Clock;
  /** Takes these runs from the queue, or any, into free slots. True when it got all that it had slots for. */
  readonly take: (runIds: readonly string[] | null) => Promise<boolean>;
  /** Whether there are queues whose runs are taken by turn only, not when they are named. */
  readonly hasTurns: () => boolean;
}

/** Runs end many at a time: within this the slots of one commit's runs are free. */
const gatherMs = 1;

/** What a node wants from the queue: runs that it was told of, or any. One claim is under way at a time. */
export class QueueClaims {
  readonly #parts: QueueClaimsParts;
  readonly #wanted = new Set<string>();
  #wantsAny = false;
  /** The last claim got all that it had slots for, so there is more. */
  #isBacklog = false;
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
    const { clock, freeSlots, hasTurns, take, worthClaiming } = this.#parts;
    while ((this.#wanted.size > 0 || this.#wantsAny) && freeSlots() > 0) {
      if (this.#wanted.size === 0 && this.#isBacklog && freeSlots() < worthClaiming) await sleep(clock, gatherMs);
      const runIds = this.#wanted.size > 0 ? [...this.#wanted] : null;
      this.#wanted.clear();
      if (runIds === null) this.#wantsAny = false;
      this.#isBacklog = await take(runIds);
      if (this.#isBacklog || (runIds !== null && hasTurns())) this.#wantsAny = true;
    }
    if (this.#wanted.size > 0) this.#wantsAny = true;
    this.#wanted.clear();
  }
}
