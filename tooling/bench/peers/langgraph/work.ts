import { Annotation, START, StateGraph } from "@langchain/langgraph";
import type { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import { stepsOfRun, type StepResult } from "../../contestants/contestant.ts";

/**
 * The result of the latest step. A step's result is one row in the history of this channel, so that the state does not grow,
 * and with it what each checkpoint writes.
 */
export const RunState = Annotation.Root({ latest: Annotation<StepResult> });

/**
 * A node for each step. LangGraph's other way, tasks of one function, keeps a task's result without awaiting that before the
 * next one begins.
 */
export function defineWork(saver: PostgresSaver, doStep: (step: number) => Promise<StepResult>) {
  const steps = Array.from({ length: stepsOfRun }, (_, step): [string, () => Promise<{ latest: StepResult }>] => [
    `step-${step}`,
    async () => ({ latest: await doStep(step) }),
  ]);
  return new StateGraph(RunState).addSequence(steps).addEdge(START, "step-0").compile({ checkpointer: saver });
}

/** Not `getState().next`, which is empty too when the last step's writes are kept, but its checkpoint is not. */
export function hasEnded({ latest }: { readonly latest?: StepResult }): boolean {
  return latest?.step === stepsOfRun - 1;
}

export const threadOf = (id: string) => ({ configurable: { thread_id: id } });
