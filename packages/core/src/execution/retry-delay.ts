import type { RetryPolicy } from "../steps/step-options.ts";

/** Milliseconds before the next attempt: grows by `factor`, at most `maxDelayMs`, spread over the upper half. */
export function retryDelayMs(policy: RetryPolicy, failedAttempts: number, random: () => number = Math.random): number {
  const { initialDelayMs = 200, factor = 2, maxDelayMs = 30_000 } = policy;
  const full = Math.min(maxDelayMs, initialDelayMs * factor ** (failedAttempts - 1));
  return Math.round(full * (0.5 + random() / 2));
}
