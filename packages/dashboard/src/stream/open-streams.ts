import { dashboardError } from "../errors.ts";
import type { RunStream } from "./run-stream.ts";

/** How many streams may be open. */
export interface StreamLimits {
  /** By one operator. Default: 20. */
  readonly perOperator?: number;
  /** In this process. Default: 500. */
  readonly perProcess?: number;
}

const tickMs = 1_000;

/** The streams of one handler, kept by one timer: it beats, asks again who is looking, and cuts those who do not read. */
export class OpenStreams {
  readonly #streams = new Set<RunStream>();
  readonly #perOperator: number;
  readonly #perProcess: number;
  #timer: NodeJS.Timeout | undefined;

  constructor({ perOperator = 20, perProcess = 500 }: StreamLimits) {
    this.#perOperator = perOperator;
    this.#perProcess = perProcess;
  }

  /** @throws TOO_MANY_STREAMS */
  requireRoom(actorId: string): void {
    let own = 0;
    for (const stream of this.#streams) if (stream.actorId === actorId) own += 1;
    if (own >= this.#perOperator || this.#streams.size >= this.#perProcess) throw dashboardError("TOO_MANY_STREAMS");
  }

  add(stream: RunStream): void {
    this.#streams.add(stream);
    this.#timer ??= setInterval(() => this.#tick(), tickMs).unref();
  }

  #tick(): void {
    for (const stream of this.#streams) {
      if (stream.isOver) this.#streams.delete(stream);
      else stream.tick();
    }
    if (this.#streams.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }

  /** Forgets a stream as soon as it is over, so that its operator has room again. */
  remove(stream: RunStream): void {
    this.#streams.delete(stream);
  }

  get size(): number {
    return this.#streams.size;
  }
}
