import { isScoriaError, type Logger, type OperatorScope } from "@scoria/core";
import type { Permission } from "../wire/operator.ts";
import type { Authorize, Authorized } from "./authorize.ts";
import { isPermission } from "./permissions.ts";

/** An operator, as the host vouches for them. */
export interface Grant {
  readonly operator: OperatorScope;
  readonly can: ReadonlySet<Permission>;
}

/** How long the host may take to say who asks. */
const usualPatienceMs = 5_000;

type MakeOperator = (fields: {
  readonly actorId: string | number;
  readonly tenants: readonly (string | number)[];
}) => OperatorScope;

/** Asks the host who is asking. Whatever is no plain answer is a refusal, and the host's log says what was wrong with it. */
export class HostQuestion<Context> {
  readonly #authorize: Authorize<Context>;
  readonly #makeOperator: MakeOperator;
  readonly #logger: Logger;

  constructor(authorize: Authorize<Context>, makeOperator: MakeOperator, logger: Logger) {
    this.#authorize = authorize;
    this.#makeOperator = makeOperator;
    this.#logger = logger;
  }

  /** What the host grants, or answers itself; undefined: it refuses. */
  async ask(
    request: Request,
    context: Context,
    patienceMs: number = usualPatienceMs,
  ): Promise<Grant | Response | undefined> {
    try {
      const answer: unknown = await within(patienceMs, async () => this.#authorize(request, context));
      if (answer === undefined || answer === null) return undefined;
      if (isResponse(answer)) return this.#ownAnswer(answer);
      return this.#grant(answer as Partial<Authorized>);
    } catch (error) {
      return this.#refuse(error === outOfPatience ? `took over ${patienceMs} ms` : "threw", error);
    }
  }

  #grant({ actorId, tenants, can }: Partial<Authorized>): Grant | undefined {
    if (!Array.isArray(can)) return this.#refuse("answered no list `can`");
    const unknown = can.findIndex((word) => !isPermission(word));
    if (unknown !== -1) return this.#refuse(`answered something in can[${unknown}] that is no permission`);
    try {
      const operator = this.#makeOperator({ actorId: actorId as string, tenants: tenants as readonly string[] });
      return { operator, can: new Set<Permission>(can) };
    } catch (error) {
      return this.#refuse(
        isScoriaError(error) ? `answered something else than an operator: ${error.message}` : "threw",
        error,
      );
    }
  }

  /** Nobody is shown anything by mistake: only what sends away or refuses passes. */
  #ownAnswer(answer: Response): Response | undefined {
    if (answer.status >= 300 && answer.status < 500) return answer;
    return this.#refuse(`answered a Response with the status ${answer.status}: only 300 to 499 are sent on`);
  }

  #refuse(what: string, error?: unknown): undefined {
    this.#logger.error(
      `The dashboard's authorize ${what}, so the request was refused.`,
      error === undefined ? {} : { error },
    );
    return undefined;
  }
}

/**
 * Not by `instanceof`: servers put a class of their own in the place of the global one, and what was made before, or came from
 * fetch, is no instance of it.
 */
export function isResponse(answer: unknown): answer is Response {
  return (
    answer instanceof Response ||
    (typeof answer === "object" && answer !== null && Object.prototype.toString.call(answer) === "[object Response]")
  );
}

const outOfPatience = new Error("No answer in time.");

async function within<T>(patienceMs: number, ask: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(outOfPatience), patienceMs);
  });
  try {
    return await Promise.race([ask(), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
