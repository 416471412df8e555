import type { Entry } from "@scoria/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RunStream } from "../../src/stream/run-stream.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => vi.useRealTimers());

const frame = new Uint8Array(1_000_000).fill(120);

/** A stream of entries of a megabyte each, and its reader. */
function openStream(): {
  readonly stream: RunStream;
  readonly reader: ReadableStreamDefaultReader<Uint8Array>;
} {
  async function* entries(): AsyncGenerator<Entry> {
    for (;;) yield {} as Entry;
  }
  const stream = new RunStream({
    entries: entries(),
    frameOf: () => frame,
    mustEnd: async () => undefined,
    onEnd: () => {},
    onOver: () => {},
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
  return { stream, reader: stream.body.getReader() };
}

function pass(stream: RunStream, seconds: number): void {
  for (let second = 0; second < seconds; second += 1) {
    vi.advanceTimersByTime(1_000);
    stream.tick();
  }
}

test("who takes a little of a large entry each few seconds is not cut off, and gets all of it", async () => {
  const { stream, reader } = openStream();
  const opening = (await reader.read()).value?.length ?? 0;
  let taken = 0;
  while (taken < frame.length) {
    const { value } = await reader.read();
    taken += value?.length ?? 0;
    pass(stream, 8);
  }
  expect(opening).toBeGreaterThan(0);
  expect(taken).toBe(frame.length);
});

test("who takes nothing of it for ten seconds is cut off in the middle", async () => {
  const { stream, reader } = openStream();
  await reader.read();
  await reader.read();
  const next = reader.read();
  await next;
  pass(stream, 5);
  const again = reader.read();
  await again;
  pass(stream, 11);
  await expect(reader.read()).rejects.toThrow("cut off");
});
