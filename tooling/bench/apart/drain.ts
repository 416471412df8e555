import { serveMeasurer } from "./serve-measurer.ts";

export interface Drain {
  drain(count: number): Promise<void>;
  /** Nothing where the contestant does not say. */
  handled(): Promise<number | undefined>;
  left(): Promise<number | undefined>;
}

serveMeasurer<Drain>(async (contestant, setting) => {
  if (contestant.drainer === undefined) throw new Error(`${contestant.name} drains no queue.`);
  const work = await contestant.drainer(setting);
  return {
    work,
    verbs: {
      drain: (count) => work.drain(count),
      handled: async () => work.handled?.(),
      left: async () => await work.left?.(),
    },
  };
});
