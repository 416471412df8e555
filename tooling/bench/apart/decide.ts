import { serveMeasurer } from "./serve-measurer.ts";

export interface Decide {
  decide(id: string): Promise<void>;
}

serveMeasurer<Decide>(async (contestant, setting) => {
  if (contestant.decider === undefined) throw new Error(`${contestant.name} decides nothing.`);
  const work = await contestant.decider(setting);
  return { work, verbs: { decide: (id) => work.decide(id) } };
});
