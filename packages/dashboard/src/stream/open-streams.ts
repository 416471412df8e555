import type { OperatorScope } from "@scoria/core";
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
  readonly #taken = new Map<string, number>();
  readonly #perOperator: number;
  readonly #perProcess: number;
  #allTaken = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ perOperator = 20, perProcess = 500 }: StreamLimits) {
    this.#perOperator = perOperator;
    this.#perProcess = perProcess;
  }

  /**
   * Takes a place before anything is read, so that those who come at once do not all see room.
   *
   * @returns what gives it back; it may be called again
   * @throws TOO_MANY_STREAMS
   */
  takePlace({ actorId, tenants }: OperatorScope): () => void {
    // Hosts may number the people of each tenant by themselves.
    const who = JSON.stringify([actorId, ...tenants.toSorted()]);
    const own = this.#taken.get(who) ?? 0;
    if (own >= this.#perOperator || this.#allTaken >= this.#perProcess) throw dashboardError("TOO_MANY_STREAMS");
    this.#taken.set(who, own + 1);
    this.#allTaken += 1;
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const left = (this.#taken.get(who) ?? 1) - 1;
      if (left > 0) this.#taken.set(who, left);
      else this.#taken.delete(who);
      this.#allTaken -= 1;
    };
  }

  keep(stream: RunStream): void {
    this.#streams.add(stream);
    this.#timer ??= setInterval(() => this.#tick(), tickMs).unref();
  }

  leave(stream: RunStream): void {
    this.#streams.delete(stream);
  }

  #tick(): void {
    for (const stream of this.#streams) stream.tick();
    if (this.#streams.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
