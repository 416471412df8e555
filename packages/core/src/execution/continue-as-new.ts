import { invalidInput } from "../errors/core-errors.ts";
import type { Json } from "../decode/json.ts";
import type { Execution } from "./execution.ts";
import type { Frame } from "./frame.ts";
import { rejected } from "./rejected.ts";
import { checkedInput, readInput } from "./start-child.ts";
import { startedRun } from "./started-run.ts";

/**
 * Ends the run and starts the next of its chain, in one commit: the same kind, identity, session, role, limits and policy, an
 * empty journal. It is no recorded call: it is how the handler comes to its end, as returning is.
 */
export function continueAsNew(execution: Execution, frame: Frame, given: unknown): Promise<never> {
  let input: Json | undefined;
  try {
    if (frame.stepKey !== execution.handlerKey) {
      throw invalidInput("ctx.continueAsNew", "ends the run, so only the run's own handler may call it");
    }
    input = readInput(given);
  } catch (error) {
    return rejected(error);
  }
  return execution.continueAs(async () => {
    const { kind, rootRole, metadata, rails, runtime, lanes } = execution.past.started;
    // A handler at work has a kind; only a run without one is recorded without.
    const own = { kind: kind ?? frame.kind, rootRole, metadata, rails, runtime, depth: undefined };
    const next = { ...own, input: await checkedInput(execution, { kind: own.kind, input }) };
    return startedRun(execution, lanes === undefined ? next : { ...next, lanes });
  });
}
