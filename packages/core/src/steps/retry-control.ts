const retryMark = Symbol.for("scoria.retry");

/** What a step's error says about another attempt. */
export type RetryWord = { readonly giveUp: true } | { readonly afterMs: number };

/**
 * An error that lets a step be tried again no sooner than `ms` milliseconds from now, as often as its `retry` allows. For
 * services that say when they want to be asked again.
 *
 * @example
 * ```ts
 * import { retryAfter, type Handler } from "@scoria/core";
 *
 * export const rates: Handler = async (ctx) =>
 *   ctx.step(
 *     "rates",
 *     async ({ signal }) => {
 *       const response = await fetch("https://rates.example/eur", { signal });
 *       if (response.status === 429) throw retryAfter(60_000, "the rate service is busy");
 *       return response.text();
 *     },
 *     { readOnly: true },
 *   );
 * ```
 */
export function retryAfter(ms: number, reason: string | Error = "The step asked to be tried again later."): Error {
  return marked(reason, { afterMs: Number.isFinite(ms) && ms > 0 ? ms : 0 });
}

/**
 * An error that ends a step at once, whatever its `retry` allows: another attempt cannot help.
 *
 * @example
 * ```ts
 * import { giveUp, type Handler } from "@scoria/core";
 *
 * export const charge: Handler = async (ctx) =>
 *   ctx.step(
 *     "charge",
 *     () => {
 *       throw giveUp("the card was reported stolen");
 *     },
 *     { retry: { maxAttempts: 5 } },
 *   );
 * ```
 */
export function giveUp(reason: string | Error): Error {
  return marked(reason, { giveUp: true });
}

/** What an error says about another attempt, if it says anything. */
export function retryWordOf(thrown: unknown): RetryWord | undefined {
  if (typeof thrown !== "object" || thrown === null) return undefined;
  try {
    return (thrown as { readonly [retryMark]?: RetryWord })[retryMark];
  } catch {
    return undefined;
  }
}

function marked(reason: string | Error, word: RetryWord): Error {
  const error = typeof reason === "string" ? new Error(reason) : reason;
  Object.defineProperty(error, retryMark, { value: word, configurable: true });
  return error;
}
