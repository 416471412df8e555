import { serveMeasurer } from "./serve-measurer.ts";

/** The process after the killed one. It says `step` for each step that is done, and `takeover` when runs may be taken over. */
export interface RecoverRuns {
  recover(ids: readonly string[], stepMs: number): Promise<void>;
  /** Nothing where the contestant does not say. */
  countEnded(ids: readonly string[]): Promise<number | undefined>;
}

serveMeasurer<RecoverRuns>(async (contestant, setting, say) => {
  if (contestant.recoverer === undefined) throw new Error(`${contestant.name} recovers nothing.`);
  const work = await contestant.recoverer(setting);
  return {
    work,
    verbs: {
      recover: (ids, stepMs) =>
        work.recover(
          ids,
          stepMs,
          () => say("step"),
          () => say("takeover"),
        ),
      countEnded: async (ids) => await work.countEnded?.(ids),
    },
  };
});
