import type { Contestant } from "./contestant.ts";
import { approvals, decider } from "./scoria/approvals.ts";
import { drainer, queue } from "./scoria/queue.ts";
import { readback } from "./scoria/readback.ts";
import { recoverer, recovery } from "./scoria/recovery.ts";
import { runs } from "./scoria/runs.ts";

export const contestant: Contestant = {
  name: "scoria",
  packages: ["@scoria/core"],
  note:
    "a queue's job is a whole run with its evidence; in recovery lease, heartbeat and poll are a tenth of the defaults, " +
    "so the killed process's runs are free after 3 seconds and not after 30, and are looked for every 100 ms",
  runs,
  approvals,
  decider,
  queue,
  drainer,
  drainsTogether: true,
  recovery,
  recoverer,
  readback,
};
