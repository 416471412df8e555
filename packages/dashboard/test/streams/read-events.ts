import { createParser } from "eventsource-parser";
import type { EntryView, StreamEnd } from "../../src/wire/index.ts";

/** What came over a stream: an entry with the id that a browser would come back with, how it ended, or a sign of life. */
export type Seen =
  | { readonly kind: "entry"; readonly id: string | undefined; readonly entry: EntryView }
  | { readonly kind: "end"; readonly reason: StreamEnd["reason"] }
  | { readonly kind: "comment" };

/** A reader of one stream, as a browser's. */
export class EventReader {
  readonly #reader: ReadableStreamDefaultReader<string>;
  readonly #seen: Seen[] = [];
  readonly #parser = createParser({
    onEvent: ({ event, id, data }) =>
      this.#seen.push(
        event === "end"
          ? { kind: "end", reason: (JSON.parse(data) as StreamEnd).reason }
          : { kind: "entry", id, entry: JSON.parse(data) as EntryView },
      ),
    onComment: () => this.#seen.push({ kind: "comment" }),
  });

  constructor(response: Response) {
    if (response.body === null) throw new Error(`There is no stream: the answer is ${response.status}.`);
    this.#reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** The next thing of any kind; undefined when the stream is closed. */
  async next(): Promise<Seen | undefined> {
    while (this.#seen.length === 0) {
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      this.#parser.feed(value);
    }
    return this.#seen.shift();
  }

  /** The next `count` entries; fewer when the stream ends before. */
  async entries(count: number): Promise<readonly EntryView[]> {
    const entries: EntryView[] = [];
    while (entries.length < count) {
      const seen = await this.next();
      if (seen === undefined || seen.kind === "end") break;
      if (seen.kind === "entry") entries.push(seen.entry);
    }
    return entries;
  }

  /** All that comes until the stream is closed. */
  async rest(): Promise<{ readonly entries: readonly EntryView[]; readonly end: StreamEnd["reason"] | undefined }> {
    const entries: EntryView[] = [];
    let end: StreamEnd["reason"] | undefined;
    for (let seen = await this.next(); seen !== undefined; seen = await this.next()) {
      if (seen.kind === "entry") entries.push(seen.entry);
      if (seen.kind === "end") end = seen.reason;
    }
    return { entries, end };
  }

  /** As a tab that is closed. */
  async leave(): Promise<void> {
    await this.#reader.cancel();
  }
}
