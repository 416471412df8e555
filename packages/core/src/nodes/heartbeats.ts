import { backOffMs } from "../back-off.ts";
import type { Clock, Timer } from "../clock.ts";
import type { BackgroundWork } from "./background-work.ts";
import type { Beat } from "./heartbeat.ts";
import type { NodeSettings } from "./node-settings.ts";

/** How far heartbeats that fail draw apart: many nodes must not fall on a database that has just come back. */
const longestPauseMs = 1_000;

export interface HeartbeatsParts {
  readonly settings: Pick<NodeSettings, "heartbeatMs" | "leaseMs">;
  readonly clock: Clock;
  readonly background: BackgroundWork;
  /** Whether other nodes take over what a silent one leaves. */
  readonly othersTakeOver: boolean;
  readonly send: () => Promise<Beat>;
  /** Each that was answered, and when it was sent by the clock that never goes back. */
  readonly onBeat: (beat: Beat, sentAt: number) => void;
  /** Others may soon take over this node's runs. */
  readonly onOutOfTouch: () => void;
}

/** Sends heartbeats from the first to the last, and tells when none has been answered for too long. */
export class Heartbeats {
  readonly #parts: HeartbeatsParts;
  #failed = 0;
  #stopped = false;
  #underWay: Promise<void> | undefined;
  #next: Timer | undefined;
  #outOfTouch: Timer | undefined;

  constructor(parts: HeartbeatsParts) {
    this.#parts = parts;
  }

  /** Rejects when the first one is not answered; then none follows. */
  async start(): Promise<void> {
    await this.#beat();
    this.#later(this.#parts.settings.heartbeatMs);
  }

  /** Resolves when none is under way any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#next?.cancel();
    await this.#underWay;
    this.#outOfTouch?.cancel();
  }

  #later(ms: number): void {
    this.#next = this.#parts.clock.timer(ms, () => this.#onTimer());
  }

  #onTimer(): void {
    this.#underWay = this.#parts.background
      .run("sending a heartbeat", () => this.#beat())
      .then((done) => {
        this.#failed = done ? 0 : this.#failed + 1;
        if (this.#stopped) return;
        // One that failed is not left for the next turn: the lease goes on running out.
        const afterMs = done ? Infinity : backOffMs(this.#failed, longestPauseMs);
        this.#later(Math.min(this.#parts.settings.heartbeatMs, afterMs));
      });
  }

  async #beat(): Promise<void> {
    const sentAt = this.#parts.clock.monotonic();
    const beat = await this.#parts.send();
    this.#watch(sentAt);
    this.#parts.onBeat(beat, sentAt);
  }

  /**
   * Past two thirds of the lease without a heartbeat others may soon take over, so this node stops first. Counted from
   * when the last one was sent, by a clock that never goes back, and whether or not the next one is answered.
   */
  #watch(sentAt: number): void {
    const { clock, onOutOfTouch, othersTakeOver, settings } = this.#parts;
    if (!othersTakeOver) return;
    this.#outOfTouch?.cancel();
    const leftMs = (settings.leaseMs * 2) / 3 - (clock.monotonic() - sentAt);
    this.#outOfTouch = clock.timer(leftMs, onOutOfTouch);
  }
}
