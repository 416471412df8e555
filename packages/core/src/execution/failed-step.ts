const stepOfError = new WeakMap<object, string>();

/** Remembers which step an error came from that a handler is given. */
export function rememberFailedStep(error: Error, stepKey: string): Error {
  stepOfError.set(error, stepKey);
  return error;
}

/** The step whose error ended a handler, also when the handler wrapped it: that step gets new attempts on a retry. */
export function failedStepOf(thrown: unknown, depth = 0): string | undefined {
  if (typeof thrown !== "object" || thrown === null || depth > 5) return undefined;
  try {
    return stepOfError.get(thrown) ?? failedStepOf((thrown as { readonly cause?: unknown }).cause, depth + 1);
  } catch {
    return undefined;
  }
}
