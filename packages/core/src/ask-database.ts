import { sleep } from "./clock.ts";
import type { Core } from "./core.ts";
import { asScoriaError, classifyDatabaseError } from "./database/classify-error.ts";
import { closed } from "./errors/core-errors.ts";

/** How long a verb tries before it tells its caller that the database is away. */
export const patienceMs = 10_000;

/**
 * Does one statement for a caller, again while the database cannot be reached or is busy. Only for what may be done
 * twice: reads, and functions that recognise a repetition.
 *
 * @throws DATABASE_UNAVAILABLE, DATABASE_BUSY after 10 s; CLOSED
 */
export async function askDatabase<T>(
  core: Pick<Core, "clock" | "isClosed">,
  doing: string,
  ask: () => Promise<T>,
): Promise<T> {
  const begun = core.clock.monotonic();
  for (let tries = 1; ; tries += 1) {
    if (core.isClosed()) throw closed("This Scoria facade");
    try {
      return await ask();
    } catch (error) {
      const kind = classifyDatabaseError(error);
      const pauseMs = Math.min(1_000, 25 * 2 ** tries) * (0.5 + Math.random() / 2);
      const passing = kind === "connection" || kind === "contention";
      if (!passing || core.clock.monotonic() - begun + pauseMs > patienceMs) throw asScoriaError(error, doing);
      await sleep(core.clock, pauseMs);
    }
  }
}
