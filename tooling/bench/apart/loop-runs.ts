import { closedLoop, type Looped } from "../measure/closed-loop.ts";
import { serveMeasurer } from "./serve-measurer.ts";

/** A process that does runs one after the other, as many at once as its setting says. */
export interface LoopRuns {
  loop(times: { readonly warmMs: number; readonly measuredMs: number }): Promise<Looped>;
}

serveMeasurer<LoopRuns>(async (contestant, setting) => {
  if (contestant.runs === undefined) throw new Error(`${contestant.name} does no runs.`);
  const work = await contestant.runs(setting);
  const nothing = async (): Promise<void> => undefined;
  return {
    work,
    verbs: {
      loop: (times) =>
        closedLoop(() => work.run(), { concurrency: setting.concurrency, ...times }, { begin: nothing, end: nothing }),
    },
  };
});
