import { backOffMs } from "./back-off.ts";
import { sleep } from "./clock.ts";
import type { Core } from "./core.ts";
import { asScoriaError, classifyDatabaseError } from "./database/classify-error.ts";
import { closed } from "./errors/core-errors.ts";
import { isScoriaError, ScoriaError } from "./errors/scoria-error.ts";

/**
 * Does one statement for a caller, again while the database cannot be reached or is busy, as long as the call's patience
 * lasts. Only for what may be done twice: reads, and functions that recognise a repetition. `gaveUp` tells that nobody waits
 * for the answer any more.
 *
 * A statement that is not answered at all is left to the driver, which gives up its connection.
 *
 * @throws DATABASE_UNAVAILABLE, DATABASE_BUSY after 10 s; CLOSED
 */
export async function askDatabase<T>(
  core: Pick<Core, "clock" | "isClosed" | "patience">,
  doing: string,
  ask: (gaveUp: AbortSignal) => Promise<T>,
): Promise<T> {
  const { clock, isClosed, patience } = core;
  const ended = Promise.withResolvers<never>();
  const gaveUp = new AbortController();
  let last: unknown;
  const timer = setTimeout(() => {
    ended.reject(noAnswer(doing, last));
    gaveUp.abort();
  }, patience.leftMs);
  try {
    for (let tries = 1; ; tries += 1) {
      if (isClosed()) throw closed("This Scoria facade");
      try {
        return await Promise.race([ask(gaveUp.signal), ended.promise]);
      } catch (error) {
        const kind = classifyDatabaseError(error);
        const pauseMs = backOffMs(tries, 1_000);
        const passing = kind === "connection" || kind === "contention";
        if (!passing || patience.leftMs < pauseMs) throw asScoriaError(error, doing);
        last = error;
        await sleep(clock, pauseMs);
      }
    }
  } finally {
    clearTimeout(timer);
  }
}

/** The last try is still under way, so nobody knows what becomes of it; the one before tells what it waits for. */
function noAnswer(doing: string, last: unknown): ScoriaError {
  const busy = last !== undefined && isScoriaError(asScoriaError(last, doing), "DATABASE_BUSY");
  return new ScoriaError(
    busy ? "DATABASE_BUSY" : "DATABASE_UNAVAILABLE",
    `The database did not come to it in time while ${doing}, so what was asked may or may not have been done. Look, or try again.`,
    { kind: busy ? "contention" : "connection", outcome: "unknown" },
  );
}
