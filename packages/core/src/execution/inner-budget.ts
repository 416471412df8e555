import { readPositiveInteger } from "../decode/option-values.ts";
import { readOptions } from "../decode/read-options.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import type { StepKind } from "./run-usage.ts";

/** What a handler inside a run may use up. What stands inside of it counts too. No limit where none is given. */
export interface InnerBudget {
  /** Steps, tool calls and handlers inside it included; tried again, one counts once. */
  readonly maxSteps?: number;
  /** Steps that are tool calls. */
  readonly maxToolCalls?: number;
}

/** @throws INVALID_INPUT, UNKNOWN_OPTION */
export function readInnerBudget(value: unknown, name: string): InnerBudget {
  const given = readOptions(value, ["maxSteps", "maxToolCalls"], name);
  const limit = (rail: keyof InnerBudget): object =>
    given[rail] === undefined
      ? {}
      : { [rail]: readPositiveInteger(given[rail], `${name}.${rail}`, { max: Number.MAX_SAFE_INTEGER }) };
  return { ...limit("maxSteps"), ...limit("maxToolCalls") };
}

/** How many steps of each kind. */
export interface StepCounts {
  readonly steps: number;
  readonly toolCalls: number;
}

/**
 * What the handlers inside one another have left. It counts what is recorded, or will be: asked in the same order, the same
 * step is the first too many each time that the handler is gone through.
 */
export class BudgetLeft {
  readonly #stepKey: string;
  readonly #budget: InnerBudget;
  readonly #outer: BudgetLeft | undefined;
  #steps = 0;
  #toolCalls = 0;

  constructor(stepKey: string, budget: InnerBudget, outer: BudgetLeft | undefined) {
    this.#stepKey = stepKey;
    this.#budget = budget;
    this.#outer = outer;
  }

  /** One more step. @throws RAIL_EXCEEDED - there is none left, here or further out; then it does not count anywhere */
  take(kind: StepKind): void {
    const asked = { steps: 1, toolCalls: kind === "tool" ? 1 : 0 };
    this.#require(asked);
    this.add(asked);
  }

  /** What was recorded before, and so had room then. Less than none: what was taken and is not recorded after all. */
  add({ steps, toolCalls }: StepCounts): void {
    this.#outer?.add({ steps, toolCalls });
    this.#steps += steps;
    this.#toolCalls += toolCalls;
  }

  #require({ steps, toolCalls }: StepCounts): void {
    if (this.#outer !== undefined) this.#outer.#require({ steps, toolCalls });
    this.#requireOf("maxSteps", this.#steps + steps);
    this.#requireOf("maxToolCalls", this.#toolCalls + toolCalls);
  }

  #requireOf(rail: keyof InnerBudget, observed: number): void {
    const limit = this.#budget[rail];
    if (limit === undefined || observed <= limit) return;
    throw new ScoriaError(
      "RAIL_EXCEEDED",
      `The handler "${this.#stepKey}" inside the run has used up its budget of ${limit} (${rail}). If its work is honest, give it more.`,
      { rail, limit, observed, stepKey: this.#stepKey },
    );
  }
}
