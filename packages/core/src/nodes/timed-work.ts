import type { Clock } from "../clock.ts";

/**
 * Does work that is told to end by its signal: when `ended` aborts, or after `timeoutMs`. Resolves or rejects with the work,
 * and a moment after the signal even if the work does not: whoever waits must not wait for ever.
 */
export async function timedWork(
  clock: Clock,
  timeoutMs: number,
  ended: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const abort = new AbortController();
  const { promise: late, reject } = Promise.withResolvers<never>();
  let patience: { cancel(): void } | undefined;
  const end = (why: string): void => {
    abort.abort(new Error(why));
    patience ??= clock.timer(1_000, () => reject(new Error(why)));
  };
  const onEnded = (): void => end("the node stops");
  const timer = clock.timer(timeoutMs, () => end(`it took longer than ${timeoutMs} ms`));
  ended.addEventListener("abort", onEnded, { once: true });
  if (ended.aborted) onEnded();
  try {
    await Promise.race([(async () => work(abort.signal))(), late]);
  } finally {
    timer.cancel();
    patience?.cancel();
    ended.removeEventListener("abort", onEnded);
  }
}
