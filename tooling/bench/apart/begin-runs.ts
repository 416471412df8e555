import { serveMeasurer } from "./serve-measurer.ts";

/** The process that is killed midway. It says `step` for each step that is done. */
export interface BeginRuns {
  begin(ids: readonly string[], stepMs: number): Promise<void>;
}

serveMeasurer<BeginRuns>(async (contestant, setting, say) => {
  if (contestant.recovery === undefined) throw new Error(`${contestant.name} begins nothing that is recovered.`);
  const work = await contestant.recovery(setting);
  return { work, verbs: { begin: (ids, stepMs) => work.begin(ids, stepMs, () => say("step")) } };
});
