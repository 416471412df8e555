import { AsyncLocalStorage } from "node:async_hooks";
import { ScoriaError } from "../errors/scoria-error.ts";

/**
 * Marks the code inside a step's function with the execution it belongs to. It says where code runs, never for whom: the
 * durable verbs of the same run are refused there, because nothing could replay them.
 */
const executionOfStep = new AsyncLocalStorage<object>();

export function runInsideStep<T>(execution: object, work: () => T): T {
  return executionOfStep.run(execution, work);
}

/** A run that was started inside another run's step is not inside it. */
export function runOutsideSteps<T>(work: () => T): T {
  return executionOfStep.exit(work);
}

export function isInsideStep(execution: object): boolean {
  return executionOfStep.getStore() === execution;
}

export function stepNested(name: string): ScoriaError<"STEP_NESTED"> {
  return new ScoriaError(
    "STEP_NESTED",
    `"${name}" was called inside a step's function, where it cannot be recorded. Call it in the handler, outside ctx.step.`,
    { name },
  );
}
