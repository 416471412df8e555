import type { Contestant } from "./contestant.ts";
import { approvals, decider } from "./floors/approvals.ts";
import { drainer, queueAlone } from "./floors/queue.ts";
import { readback } from "./floors/readback.ts";
import { recoverer, recovery } from "./floors/recovery.ts";
import { runs } from "./floors/runs.ts";
import { writeAlone } from "./floors/write-alone.ts";

export const contestant: Contestant = {
  name: "raw-pg",
  packages: ["pg"],
  note: "floor: a commit for the start, each step and the end; no leases, no fence, no evidence",
  runs: runs(writeAlone),
  approvals: approvals(writeAlone),
  decider: decider(writeAlone),
  queue: queueAlone,
  drainer,
  drainsTogether: true,
  recovery: recovery(writeAlone),
  recoverer: recoverer(writeAlone),
  readback,
};
