import { ScoriaError } from "../errors/scoria-error.ts";
import { escapeName } from "./step-keys.ts";
import type { Turns } from "./turns.ts";

/** One call of ctx, told apart from all others of the run. */
export interface NumberedCall {
  /** Unique in the run, the same on each replay. */
  readonly callId: string;
  /** From 1 within its handler. */
  readonly call: number;
  readonly stepKey: string;
}

export interface CallName {
  /** Goes before the name in the key for all but steps. */
  readonly prefix: string;
  readonly name: string;
  readonly key: string | null;
}

export function callIdOf(parentKey: string, call: number): string {
  return `${parentKey}|${call}`;
}

/** Numbers the calls of one handler and gives each its key. The n-th call of a name gets `#n`. */
export class CallBook {
  readonly #parentKey: string;
  readonly #turns: Turns;
  readonly #uses = new Map<string, { count: number; turn: number }>();
  #calls = 0;

  constructor(parentKey: string, turns: Turns) {
    this.#parentKey = parentKey;
    this.#turns = turns;
  }

  /**
   * `othersOpen`: other calls of the run have not been answered yet.
   *
   * @throws STEP_NAME_AMBIGUOUS when branches that run side by side use a name again in another turn: which of them is
   * the second depends on timing, so a replay could hand one branch what the other recorded.
   */
  next(asked: CallName, othersOpen: boolean): NumberedCall {
    const { prefix, name, key } = asked;
    const base = prefix + escapeName(name) + (key === null ? "" : `:${escapeName(key)}`);
    const turn = this.#turns.current();
    const before = this.#uses.get(base);
    if (before !== undefined && othersOpen && before.turn !== turn) throw ambiguous(name);
    const count = (before?.count ?? 0) + 1;
    this.#uses.set(base, { count, turn });
    this.#calls += 1;
    return {
      callId: callIdOf(this.#parentKey, this.#calls),
      call: this.#calls,
      stepKey: `${this.#parentKey}/${base}${count === 1 ? "" : `#${count}`}`,
    };
  }
}

function ambiguous(name: string): ScoriaError<"STEP_NAME_AMBIGUOUS"> {
  return new ScoriaError(
    "STEP_NAME_AMBIGUOUS",
    `Branches that run side by side both use the name "${name}", and which comes first depends on timing. ` +
      `Give each a key of its own, as in ctx.step(["${name}", item.id], …).`,
    { name },
  );
}
