import { backOffMs } from "./back-off.ts";
import { sleep } from "./clock.ts";
import type { Core } from "./core.ts";
import { asScoriaError, classifyDatabaseError } from "./database/classify-error.ts";
import { closed } from "./errors/core-errors.ts";
import { ScoriaError } from "./errors/scoria-error.ts";

/**
 * Does one statement for a caller, again while the database cannot be reached or is busy, as long as the call's patience
 * lasts. Only for what may be done twice: reads, and functions that recognise a repetition.
 *
 * A statement that is not answered at all is left to the driver, which gives up its connection.
 *
 * @throws DATABASE_UNAVAILABLE, DATABASE_BUSY after 10 s; CLOSED
 */
export async function askDatabase<T>(
  core: Pick<Core, "clock" | "isClosed" | "patience">,
  doing: string,
  ask: () => Promise<T>,
): Promise<T> {
  const { clock, isClosed, patience } = core;
  const ended = Promise.withResolvers<never>();
  let last: unknown;
  const timer = setTimeout(
    () => ended.reject(last === undefined ? noAnswer(doing) : asScoriaError(last, doing)),
    patience.leftMs,
  );
  try {
    for (let tries = 1; ; tries += 1) {
      if (isClosed()) throw closed("This Scoria facade");
      try {
        return await Promise.race([ask(), ended.promise]);
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

function noAnswer(doing: string): ScoriaError<"DATABASE_UNAVAILABLE"> {
  return new ScoriaError(
    "DATABASE_UNAVAILABLE",
    `The database did not answer in time while ${doing}, so what was asked may or may not have been done. Look, or try again.`,
    { kind: "connection" },
  );
}
