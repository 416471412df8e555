import type { EntryView } from "../wire/entry.ts";
import type { StreamEnd } from "../wire/stream.ts";

const encoder = new TextEncoder();

/** Sent at once, so that proxies pass the answer on: how long a browser waits before it comes back, and that this is live. */
export const opening: Uint8Array = encoder.encode("retry: 2000\n: open\n\n");

/** Says that the stream lives, and finds out whether the reader does. */
export const heartbeat: Uint8Array = encoder.encode(": \n\n");

/** JSON has no line end in it, so a frame is always whole. Its id is the place in the journal: any node can go on from it. */
export function entryFrame(entry: EntryView): Uint8Array {
  return encoder.encode(`id: ${entry.seq}\nevent: entry\ndata: ${JSON.stringify(entry)}\n\n`);
}

export function endFrame(end: StreamEnd): Uint8Array {
  return encoder.encode(`event: end\ndata: ${JSON.stringify(end)}\n\n`);
}
