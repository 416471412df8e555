import { randomUUID } from "node:crypto";
import { stepResult, type RunsWork, type Setting } from "../../contestants/contestant.ts";
import { openSaver } from "./open-saver.ts";
import { defineWork, hasEnded, threadOf } from "./work.ts";

export async function runs({ databaseUrl }: Setting, durability: "sync" | "async"): Promise<RunsWork> {
  const { saver, [Symbol.asyncDispose]: close } = await openSaver(databaseUrl);
  const work = defineWork(saver, (step) => Promise.resolve(stepResult(step)));
  return {
    async run() {
      const id = randomUUID();
      const state = await work.invoke({}, { ...threadOf(id), durability });
      if (!hasEnded(state)) throw new Error(`The run ${id} has not ended.`);
    },
    [Symbol.asyncDispose]: close,
  };
}
