import type { Logger } from "../seams/logger.ts";

/**
 * Tells the log when the event loop of this process turns again after it stood still for so long that its node had to let go
 * of its runs: two thirds of the lease. It ends nothing.
 */
export function watchLoop(leaseMs: number, logger: Logger): Disposable {
  const mostMs = (leaseMs * 2) / 3;
  const everyMs = Math.max(1, mostMs / 4);
  let turned = performance.now();
  const turning = setInterval(() => {
    const stoodMs = Math.round(performance.now() - turned - everyMs);
    turned = performance.now();
    if (stoodMs < mostMs) return;
    logger.warn(
      `The event loop of this process stood still for ${stoodMs} ms, so its runs were given up for other nodes. Look for code ` +
        "that computes without a pause, or for a process that was stopped.",
      { stoodMs },
    );
  }, everyMs);
  turning.unref();
  return { [Symbol.dispose]: () => clearInterval(turning) };
}
