import type { Contestant } from "./contestant.ts";
import { approvals, decider } from "./scoria/approvals.ts";
import { drainer, queue } from "./scoria/queue.ts";
import { runs } from "./scoria/runs.ts";

export const contestant: Contestant = {
  name: "scoria",
  packages: ["@scoria/core"],
  note: "a queue's job is a whole run with its evidence",
  runs,
  approvals,
  decider,
  queue,
  drainer,
  drainsTogether: true,
};
