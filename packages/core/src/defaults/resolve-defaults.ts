import type { Clock } from "../clock.ts";
import { invalidInput } from "../errors/core-errors.ts";
import { storeError } from "../errors/stored-error.ts";
import type { Identity } from "../identity/identity.ts";
import type { Logger } from "../seams/logger.ts";
import type { Redactor } from "../seams/redactor.ts";
import { overlayRuntime } from "./overlay-runtime.ts";
import { readOverlay } from "./read-overlay.ts";
import type { RunRuntime } from "./run-runtime.ts";

/** How long the host's functions may think while somebody waits for a start. */
const patienceMs = 5_000;

/** The defaults of a facade, read once. */
export interface FacadeDefaults {
  /** Built in and the app's, merged. */
  readonly app: RunRuntime;
  readonly tenant: ((tenantId: string) => unknown) | undefined;
  readonly actor: ((identity: Identity) => unknown) | undefined;
}

interface Parts {
  readonly defaults: FacadeDefaults;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly redactor: Redactor;
}

/**
 * What a run of this identity starts with when its start says nothing: the app's defaults, the tenant's over them, the
 * actor's over those. The host's functions are asked one after the other, and nothing is written meanwhile.
 *
 * @throws INVALID_INPUT, UNKNOWN_OPTION, PAYLOAD_TOO_LARGE naming the function: it threw, took too long, or answered nonsense
 */
export async function resolveDefaults(parts: Parts, who: Identity): Promise<RunRuntime> {
  const { app, tenant, actor } = parts.defaults;
  const ofTenant = await laidOver(parts, app, "defaults.tenant", tenant && (() => tenant(who.tenantId)));
  return laidOver(parts, ofTenant, "defaults.actor", actor && (() => actor(who)));
}

async function laidOver(
  parts: Parts,
  base: RunRuntime,
  name: string,
  ask: (() => unknown) | undefined,
): Promise<RunRuntime> {
  if (ask === undefined) return base;
  const answer = await answerOf(parts, name, ask);
  return answer === undefined || answer === null ? base : overlayRuntime(base, readOverlay(answer, name));
}

/** The refusal repeats nothing of what the host's function threw: that goes to the log, redacted. */
async function answerOf({ clock, logger, redactor }: Parts, name: string, ask: () => unknown): Promise<unknown> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const tooLate = invalidInput(name, `did not answer within ${patienceMs} ms, so no run was started`);
  const timer = clock.timer(patienceMs, () => reject(tooLate));
  try {
    return await Promise.race([(async () => ask())(), late]);
  } catch (error) {
    if (error === tooLate) throw error;
    logger.warn(`${name} threw: ${storeError(error, redactor).message}`);
    throw invalidInput(name, "threw, so no run was started; the log has its error");
  } finally {
    timer.cancel();
  }
}
