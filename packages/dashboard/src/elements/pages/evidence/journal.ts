import type { ReactiveController } from "lit";
import type { EntryView, WireError } from "../../../wire/index.ts";
import { asWireError } from "../../base/resource-state.ts";
import type { ScoriaElement } from "../../base/scoria-element.ts";

const atOnce = 500;
/** Entries that come in a burst are drawn together. */
const togetherMs = 60;

/**
 * The entries of one run as far as they are known, from the first and without a gap: those that were there are read a stretch
 * at a time, those that come are added.
 */
export class Journal implements ReactiveController {
  readonly #host: ScoriaElement;
  #runId: string | undefined;
  #entries: readonly EntryView[] = [];
  #arrived: EntryView[] = [];
  #wanted = 0;
  #reading: AbortController | undefined;
  #error: WireError | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ScoriaElement) {
    this.#host = host;
    host.addController(this);
  }

  /** The same array until there is one more. */
  get entries(): readonly EntryView[] {
    return this.#entries;
  }

  /** Why not all could be read. */
  get error(): WireError | undefined {
    return this.#error;
  }

  /** Whether there are entries that are not here yet. */
  get isReading(): boolean {
    return this.#entries.length < this.#wanted && this.#error === undefined;
  }

  hostDisconnected(): void {
    this.#reading?.abort();
    this.#reading = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Reads on until the entry `seq` of the run is here. */
  readTo(runId: string, seq: number): void {
    if (runId !== this.#runId) this.#begin(runId);
    this.#wanted = Math.max(this.#wanted, seq);
    if (this.#lastSeq < this.#wanted && this.#reading === undefined && this.#error === undefined) void this.#read();
  }

  /** Adds an entry that came. One that is not the next is left to `readTo`. */
  add(entry: EntryView, runId: string): void {
    if (runId !== this.#runId || entry.seq !== this.#lastSeq + 1) return;
    this.#arrived.push(entry);
    this.#timer ??= setTimeout(() => this.#take(), togetherMs);
  }

  retry(): void {
    this.#error = undefined;
    this.#host.requestUpdate();
    if (this.#reading === undefined) void this.#read();
  }

  get #lastSeq(): number {
    return this.#entries.length + this.#arrived.length;
  }

  #begin(runId: string): void {
    this.hostDisconnected();
    this.#runId = runId;
    this.#entries = [];
    this.#arrived = [];
    this.#wanted = 0;
    this.#error = undefined;
  }

  async #read(): Promise<void> {
    const { signal } = (this.#reading = new AbortController());
    const runId = this.#runId ?? "";
    try {
      while (this.#lastSeq < this.#wanted) {
        const query = { after: this.#lastSeq, limit: atOnce };
        const page = await this.#host.mount.client.call("listEntries", { params: { runId }, query, signal });
        if (signal.aborted) return;
        const next = page.entries.filter(({ seq }) => seq > this.#lastSeq);
        if (next.length === 0) break;
        this.#arrived.push(...next);
        this.#take();
      }
    } catch (error) {
      if (signal.aborted) return;
      this.#error = asWireError(error);
    }
    this.#reading = undefined;
    this.#host.requestUpdate();
  }

  #take(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#entries = [...this.#entries, ...this.#arrived.splice(0)];
    this.#host.requestUpdate();
  }
}
