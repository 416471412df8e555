import type { RunView, StepView } from "../../../wire/index.ts";
import { failedStepOf } from "./run-facts.ts";

/** The step that was asked for; else the one that the run failed in or works at; else that of the run itself. */
export function stepToShow(run: RunView, asked: string | null): StepView | undefined {
  const named = (key: string | null | undefined): StepView | undefined =>
    run.steps.find(({ stepKey }) => stepKey === key);
  return (
    named(asked) ?? named(run.status === "failed" ? failedStepOf(run) : undefined) ?? workedAt(run) ?? run.steps[0]
  );
}

function workedAt({ status, steps }: RunView): StepView | undefined {
  if (status !== "running") return undefined;
  return steps.findLast((step) => step.parent !== null && (step.status === "running" || step.status === "waiting"));
}
