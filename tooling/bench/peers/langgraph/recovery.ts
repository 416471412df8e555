import { setTimeout as sleep } from "node:timers/promises";
import { EmptyInputError } from "@langchain/langgraph";
import type { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import { stepResult, type Recoverer, type RecoveryWork, type Setting } from "../../contestants/contestant.ts";
import { openSaver } from "./open-saver.ts";
import { defineWork, hasEnded, threadOf } from "./work.ts";

function defineSlowWork(saver: PostgresSaver, stepMs: number, onStep: () => void) {
  return defineWork(saver, async (step) => {
    await sleep(stepMs);
    onStep();
    return stepResult(step);
  });
}

export async function recovery({ databaseUrl }: Setting): Promise<RecoveryWork> {
  const { saver, [Symbol.asyncDispose]: close } = await openSaver(databaseUrl);
  return {
    async begin(ids, stepMs, onStep) {
      const work = defineSlowWork(saver, stepMs, onStep);
      await Promise.all(ids.map((id) => work.invoke({}, { ...threadOf(id), durability: "sync" })));
    },
    [Symbol.asyncDispose]: close,
  };
}

/** It has none of its own, nor a list of what had not ended: whoever knows the ids has each go on from its latest checkpoint. */
export async function recoverer({ databaseUrl }: Setting): Promise<Recoverer> {
  const { saver, [Symbol.asyncDispose]: close } = await openSaver(databaseUrl);
  return {
    async recover(ids, stepMs, onStep) {
      const work = defineSlowWork(saver, stepMs, onStep);

      async function goOn(id: string): Promise<void> {
        const options = { ...threadOf(id), durability: "sync" } as const;
        const state = await work.invoke(null, options).catch((error: unknown) => {
          // Nothing of it was kept, so it has not begun.
          if (error instanceof EmptyInputError) return work.invoke({}, options);
          throw error;
        });
        if (!hasEnded(state)) throw new Error(`The run ${id} has not ended.`);
      }

      await Promise.all(ids.map(goOn));
    },
    async countEnded(ids) {
      const work = defineSlowWork(saver, 0, () => undefined);
      const states = await Promise.all(ids.map((id) => work.getState(threadOf(id))));
      return states.filter(({ values }) => hasEnded(values)).length;
    },
    [Symbol.asyncDispose]: close,
  };
}
