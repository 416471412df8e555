import { AssertionError } from "node:assert/strict";
import type { StepRecord } from "../runs/run.ts";
import { differingFields } from "./differing-fields.ts";

/** A step by its `stepKey`, when it is enough that it completed; or the fields that are to be looked at. */
export type ExpectedStep = string | ({ readonly stepKey: string } & Partial<StepRecord>);

/**
 * Holds that a run has these steps, in the order in which they were recorded, and no others. The handler is the first
 * step of its run, and the steps that it makes are under it: `refund`, `refund/quote`.
 *
 * @throws AssertionError - the message says what the step is instead
 *
 * @example
 * ```ts
 * import { assertSteps } from "@scoria/core/testing";
 *
 * const detail = await scoria.getRunDetail(identity, runId);
 * assertSteps(detail, ["refund", { stepKey: "refund/quote", status: "completed", output: { cents: 12_900 } }]);
 * ```
 */
export function assertSteps(
  detail: { readonly runId: string; readonly steps: readonly StepRecord[] },
  expected: readonly ExpectedStep[],
): void {
  const wanted = expected.map((step) =>
    typeof step === "string" ? { stepKey: step, status: "completed" as const } : step,
  );
  const message = whatDiffers(detail.steps, wanted);
  if (message === undefined) return;
  throw new AssertionError({
    message: `${message} in run ${detail.runId}. It has ${listOf(detail.steps)}.`,
    actual: detail.steps.map(({ stepKey, status }) => ({ stepKey, status })),
    expected: wanted,
    operator: "assertSteps",
    stackStartFn: assertSteps,
  });
}

function whatDiffers(
  steps: readonly StepRecord[],
  wanted: readonly ({ readonly stepKey: string } & Partial<StepRecord>)[],
): string | undefined {
  for (const [index, expected] of wanted.entries()) {
    const step = steps[index];
    const place = `Expected step ${index + 1} to be ${expected.stepKey}`;
    if (step === undefined) return `${place}, but there is none`;
    if (step.stepKey !== expected.stepKey) return `${place}, but it is ${step.stepKey}`;
    const differences = differingFields(step, expected);
    if (differences.length > 0) return `Expected step ${step.stepKey} otherwise: ${differences.join("; ")}`;
  }
  const more = steps[wanted.length];
  return more && `Expected ${wanted.length} steps, but there is ${more.stepKey} as well`;
}

function listOf(steps: readonly StepRecord[]): string {
  if (steps.length === 0) return "no step";
  return steps.map(({ stepKey, status, error }) => `${stepKey} (${error?.code ?? status})`).join(", ");
}
