import { isScoriaError, type Entry, type Logger } from "@scoria/core";
import type { StreamEnd } from "../wire/stream.ts";
import { endFrame, heartbeat, opening } from "./event-frames.ts";

/** What one stream is opened with. */
export interface StreamParts {
  /** The entries that are still to come. Ends when the run has. */
  readonly entries: AsyncIterator<Entry>;
  readonly frameOf: (entry: Entry) => Uint8Array;
  /** Asks the host again who this is: why the stream must end, or undefined when it may go on. */
  readonly mustEnd: () => Promise<StreamEnd["reason"] | undefined>;
  /** Called once, when no more entries are wanted: wakes who waits for the next. */
  readonly onEnd: () => void;
  /** Called once, when the reader has all it will get. */
  readonly onOver: () => void;
  readonly logger: Logger;
}

const heartbeatMs = 15_000;
const askAgainMs = 4_000;
/** How long a reader may leave what it was sent. */
const slowMs = 10_000;
/** A large entry goes out in pieces, so that one who reads it over a slow line is seen to read. */
const pieceBytes = 16_384;
/** Then the reader comes back, maybe at another node. */
const longestMs = 600_000;

/**
 * One reader of one run. It reads, and is given one entry or a piece of one for each time that it does: nothing is kept for it here
 * but the entry that it has not taken yet. One that takes nothing for ten seconds is cut off, and comes back after the last entry that
 * it got.
 */
export class RunStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly #parts: StreamParts;
  readonly #openedAt = performance.now();
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #state: "open" | "ending" | "over" = "open";
  #next: Promise<IteratorResult<Entry>> | undefined;
  /** What is still to be sent of the entry that is under way. */
  #rest: Uint8Array | undefined;
  /** Since when the reader has left what it was sent; undefined while it waits for us. */
  #leftSince: number | undefined = performance.now();
  #lastAskedAt = performance.now();
  #lastSentAt = performance.now();
  #isAsking = false;
  #interrupt: (why: "beat" | "end") => void = () => {};

  constructor(parts: StreamParts) {
    this.#parts = parts;
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
          controller.enqueue(opening);
        },
        pull: () => this.#pull(),
        cancel: () => this.#over(),
      },
      // Nothing is asked for before the reader asks.
      { highWaterMark: 0 },
    );
  }

  /** Called every second. */
  tick(): void {
    const now = performance.now();
    if (this.#leftSince !== undefined && now - this.#leftSince >= slowMs) return this.#cut();
    if (this.#state === "ending" && this.#isTaken()) return this.#over();
    if (this.#state !== "open") return;
    if (now - this.#openedAt >= longestMs) return this.#end("closed");
    if (now - this.#lastSentAt >= heartbeatMs) this.#interrupt("beat");
    if (now - this.#lastAskedAt >= askAgainMs) void this.#askAgain(now);
  }

  /** Called when the reader asks, having taken all that it was sent. Resolves when it has been sent something. */
  async #pull(): Promise<void> {
    this.#leftSince = undefined;
    if (this.#rest !== undefined) return this.#sendPiece(this.#rest);
    this.#next ??= this.#parts.entries.next();
    const interrupted = new Promise<"beat" | "end">((resolve) => {
      this.#interrupt = resolve;
    });
    try {
      const next = await Promise.race([this.#next, interrupted]);
      if (this.#state !== "open" || next === "end") return;
      if (next === "beat") return this.#send(heartbeat);
      this.#next = undefined;
      if (next.done) return this.#end("ended");
      this.#sendPiece(this.#parts.frameOf(next.value));
    } catch (error) {
      if (this.#state === "open" && !isScoriaError(error, "CLOSED")) {
        this.#parts.logger.warn("A dashboard's stream of a run was closed; its reader comes back.", { error });
      }
      this.#end("closed");
    }
  }

  async #askAgain(now: number): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#lastAskedAt = now;
    // Who cannot be asked about is refused, as anywhere.
    const reason = await this.#parts.mustEnd().catch(() => "refused" as const);
    this.#isAsking = false;
    if (reason !== undefined) this.#end(reason);
  }

  #sendPiece(frame: Uint8Array): void {
    this.#rest = frame.length > pieceBytes ? frame.subarray(pieceBytes) : undefined;
    this.#send(frame.subarray(0, pieceBytes));
  }

  #send(frame: Uint8Array): void {
    this.#controller?.enqueue(frame);
    this.#lastSentAt = performance.now();
    this.#leftSince = this.#lastSentAt;
  }

  #end(reason: StreamEnd["reason"]): void {
    if (this.#state !== "open") return;
    // What an operator who is refused has not taken, they do not get.
    if (reason === "refused" && !this.#isTaken()) return this.#cut();
    this.#state = "ending";
    if (this.#rest !== undefined) this.#send(this.#rest);
    this.#rest = undefined;
    this.#send(endFrame({ reason }));
    this.#controller?.close();
    this.#wantNoMore();
    if (this.#isTaken()) this.#over();
  }

  /** What waits for this reader is thrown away. */
  #cut(): void {
    if (this.#state === "over") return;
    this.#controller?.error(new Error("The stream was cut off: its reader took nothing, or may not see the run."));
    this.#over();
  }

  #over(): void {
    if (this.#state === "over") return;
    if (this.#state === "open") this.#wantNoMore();
    this.#state = "over";
    this.#parts.onOver();
  }

  #wantNoMore(): void {
    this.#interrupt("end");
    this.#parts.onEnd();
    this.#next?.catch(() => {});
    void this.#parts.entries.return?.()?.catch(() => {});
  }

  #isTaken(): boolean {
    return this.#rest === undefined && (this.#controller?.desiredSize ?? 0) >= 0;
  }
}
