import type { Clock } from "../clock.ts";
import { limits } from "../decode/limits.ts";
import { readPositiveInteger } from "../decode/option-values.ts";
import { readOptions } from "../decode/read-options.ts";
import { invalidInput } from "../errors/core-errors.ts";
import { storeError } from "../errors/stored-error.ts";
import type { Logger } from "../seams/logger.ts";
import type { Redactor } from "../seams/redactor.ts";

/** Ages at which things go, in ms; null: never. */
export interface Ages {
  readonly payloadsAfterMs: number | null;
  readonly runsAfterMs: number | null;
}

/** What a facade removes, read once. */
export interface RetentionPlan {
  readonly app: Ages;
  readonly tenant: ((tenantId: string) => unknown) | undefined;
  readonly periodic: boolean;
  readonly everyMs: number;
}

export const shortestAgeMs = 1_000;
/** How long the host's function may think. */
const patienceMs = 5_000;

interface Parts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly redactor: Redactor;
}

/** Whether there is anything that could ever be old. */
export function removesAnything({ app, tenant }: RetentionPlan): boolean {
  return tenant !== undefined || app.payloadsAfterMs !== null || app.runsAfterMs !== null;
}

/** Nothing that ended later than so long ago is old for anybody, in ms. A tenant's own ages are not known beforehand. */
export function youngestMs({ app, tenant }: RetentionPlan): number {
  if (tenant !== undefined) return shortestAgeMs;
  return Math.min(app.payloadsAfterMs ?? limits.longestMs, app.runsAfterMs ?? limits.longestMs);
}

/**
 * The ages for one tenant: the app's, and the tenant's over them.
 *
 * @throws INVALID_INPUT, UNKNOWN_OPTION naming the function: it threw, took too long, or answered nonsense
 */
export async function agesOf(parts: Parts, { app, tenant }: RetentionPlan, tenantId: string): Promise<Ages> {
  if (tenant === undefined) return app;
  const answer = await answerOf(parts, () => tenant(tenantId));
  if (answer === undefined || answer === null) return app;
  const given = readOptions(answer, ["payloadsAfterMs", "runsAfterMs"], "retention.tenant");
  return {
    payloadsAfterMs: readAge(given.payloadsAfterMs, app.payloadsAfterMs, "retention.tenant's payloadsAfterMs"),
    runsAfterMs: readAge(given.runsAfterMs, app.runsAfterMs, "retention.tenant's runsAfterMs"),
  };
}

function readAge(value: unknown, byDefault: number | null, name: string): number | null {
  if (value === undefined) return byDefault;
  if (value === null) return null;
  return readPositiveInteger(value, name, { min: shortestAgeMs, max: limits.longestMs });
}

/** The refusal repeats nothing of what the host's function threw: that goes to the log, redacted. */
async function answerOf({ clock, logger, redactor }: Parts, ask: () => unknown): Promise<unknown> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const tooLate = invalidInput("retention.tenant", `did not answer within ${patienceMs} ms`);
  const timer = clock.timer(patienceMs, () => reject(tooLate));
  try {
    return await Promise.race([(async () => ask())(), late]);
  } catch (error) {
    if (error === tooLate) throw error;
    logger.warn(`retention.tenant threw: ${storeError(error, redactor).message}`);
    throw invalidInput("retention.tenant", "threw; the log has its error");
  } finally {
    timer.cancel();
  }
}
