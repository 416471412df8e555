import type { Contestant } from "./contestant.ts";
import { drainer, queue } from "./floors/evidence-queue.ts";

export const contestant: Contestant = {
  name: "evidence-floor",
  packages: ["pg"],
  note:
    "floor of a queue that keeps evidence: the two entries and the head that Scoria keeps of a job, in Scoria's own tables, by " +
    "plain SQL; no handler, no leases, no fence, no fairness, and nothing is checked",
  queue,
  drainer,
};
