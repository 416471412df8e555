import type { Entry, Logger } from "@scoria/core";
import type { StreamEnd } from "../wire/stream.ts";
import { endFrame, heartbeat, opening } from "./event-frames.ts";

/** What one stream is opened with. */
export interface StreamParts {
  readonly actorId: string;
  /** The entries that are still to come. Ends when the run has. */
  readonly entries: AsyncIterator<Entry>;
  readonly frameOf: (entry: Entry) => Uint8Array;
  /** Asks the host again; false: this operator may not see the run any more. */
  readonly stillMay: () => Promise<boolean>;
  /** Called once, when the stream is over. */
  readonly onOver: () => void;
  readonly logger: Logger;
}

/** How much waits for the reader at most, beside the entry that is too large for it. */
const bufferBytes = 65_536;
const heartbeatMs = 15_000;
const askAgainMs = 4_000;
/** How long a reader may leave what waits for it. */
const slowMs = 10_000;
/** Then the reader comes back, maybe at another node. */
const longestMs = 600_000;

/**
 * One reader of one run. An entry is read from the database when there is room for it, so a slow reader costs no memory; one
 * that takes nothing for ten seconds is cut off, and comes back after the last entry that it got.
 */
export class RunStream {
  readonly actorId: string;
  readonly body: ReadableStream<Uint8Array>;
  isOver = false;
  readonly #parts: StreamParts;
  readonly #openedAt = performance.now();
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #next: Promise<IteratorResult<Entry>> | undefined;
  #lastSentAt = performance.now();
  #lastAskedAt = performance.now();
  #fullSince: number | undefined;
  #isAsking = false;
  #wake: (() => void) | undefined;

  constructor(parts: StreamParts) {
    this.#parts = parts;
    this.actorId = parts.actorId;
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
          controller.enqueue(opening);
        },
        pull: () => this.#pull(),
        cancel: () => this.#finish(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: bufferBytes }),
    );
  }

  /** Called every second. */
  tick(): void {
    const now = performance.now();
    const isFull = (this.#controller?.desiredSize ?? 0) <= 0;
    if (!isFull) this.#fullSince = undefined;
    else if (this.#fullSince === undefined) this.#fullSince = now;
    else if (now - this.#fullSince >= slowMs) return this.#cut();
    if (now - this.#openedAt >= longestMs) return this.#end({ reason: "closed" });
    if (!isFull && now - this.#lastSentAt >= heartbeatMs) this.#send(heartbeat);
    if (now - this.#lastAskedAt >= askAgainMs) void this.#askAgain(now);
  }

  /** Resolves when something was sent, so that it is called again while there is room. */
  async #pull(): Promise<void> {
    this.#next ??= this.#parts.entries.next();
    const over = new Promise<"over">((resolve) => {
      this.#wake = () => resolve("over");
    });
    try {
      const next = await Promise.race([this.#next, over]);
      if (next === "over" || this.isOver) return;
      this.#next = undefined;
      if (next.done) return this.#end({ reason: "ended" });
      this.#send(this.#parts.frameOf(next.value));
    } catch (error) {
      this.#parts.logger.warn("A dashboard's stream of a run was closed; its reader comes back.", { error });
      this.#end({ reason: "closed" });
    }
  }

  async #askAgain(now: number): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const may = await this.#parts.stillMay();
    this.#isAsking = false;
    this.#lastAskedAt = now;
    if (!may) this.#end({ reason: "refused" });
  }

  #send(frame: Uint8Array): void {
    if (this.isOver) return;
    this.#controller?.enqueue(frame);
    this.#lastSentAt = performance.now();
  }

  #end(end: StreamEnd): void {
    if (this.isOver) return;
    this.#send(endFrame(end));
    this.#controller?.close();
    this.#finish();
  }

  /** What waits for this reader is thrown away. */
  #cut(): void {
    if (this.isOver) return;
    this.#controller?.error(new Error("The reader took nothing for ten seconds."));
    this.#finish();
  }

  #finish(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#wake?.();
    // A watch that waits for the next entry is woken by its signal, which `onOver` aborts.
    this.#parts.onOver();
    this.#next?.catch(() => {});
    void this.#parts.entries.return?.()?.catch(() => {});
  }
}
