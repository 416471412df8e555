/** What a loop did in its measured time. */
export interface Looped {
  readonly done: number;
  readonly seconds: number;
  /** How long each unit took, in milliseconds, sorted. */
  readonly tookMs: readonly number[];
}

/**
 * Does work `concurrency` at a time, each next unit as soon as one has ended: first for `warmMs`, which counts nothing, then
 * for `measuredMs`. All that begin in the measured time are counted, and the time is that to the end of the last.
 */
export async function closedLoop(
  work: () => Promise<void>,
  { concurrency, warmMs, measuredMs }: { concurrency: number; warmMs: number; measuredMs: number },
  around: { begin(): Promise<void>; end(): Promise<void> },
): Promise<Looped> {
  await loopFor(work, concurrency, warmMs);
  await around.begin();
  const looped = await loopFor(work, concurrency, measuredMs);
  await around.end();
  return looped;
}

async function loopFor(work: () => Promise<void>, concurrency: number, ms: number): Promise<Looped> {
  const began = performance.now();
  const until = began + ms;
  const tookMs: number[] = [];
  const loop = async (): Promise<void> => {
    for (let at = performance.now(); at < until;) {
      await work();
      const now = performance.now();
      tookMs.push(now - at);
      at = now;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, loop));
  // To the end of the last unit: the server counted those too.
  const seconds = (performance.now() - began) / 1_000;
  return { done: tookMs.length, seconds, tookMs: tookMs.sort((a, b) => a - b) };
}
