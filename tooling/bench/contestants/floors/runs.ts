import { uuidv7 } from "uuidv7";
import { stepsOfRun, type RunsWork, type Setting } from "../contestant.ts";
import type { OpenWriter, Writer } from "./writer.ts";

/** Does a run's steps from one on, and ends it. `work` is what a step does before its result is written. */
export async function doSteps(
  writer: Writer,
  id: string,
  from: number,
  work: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const last = stepsOfRun - 1;
  for (let step = from; step < last; step += 1) {
    await work();
    await writer.step(id, step);
  }
  await work();
  await writer.stepAndStatus(id, last, "completed");
}

export function runs(openWriter: OpenWriter): (setting: Setting) => Promise<RunsWork> {
  return async (setting) => {
    const writer = await openWriter(setting);
    return {
      async run() {
        const id = uuidv7();
        await writer.start(id);
        await doSteps(writer, id, 0);
      },
      [Symbol.asyncDispose]: () => writer[Symbol.asyncDispose](),
    };
  };
}
