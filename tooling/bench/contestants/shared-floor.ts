import type { Contestant } from "./contestant.ts";
import { approvals, decider } from "./floors/approvals.ts";
import { drainer, queueTogether } from "./floors/queue.ts";
import { recoverer, recovery } from "./floors/recovery.ts";
import { runs } from "./floors/runs.ts";
import { writeTogether } from "./floors/write-together.ts";

/** Without `readback`: what is read does not depend on how it was written, so it would be the other floor's once more. */
export const contestant: Contestant = {
  name: "shared-floor",
  packages: ["pg"],
  note:
    "floor of a product whose runs share commits: writes that wait at the same moment go in one statement and one commit, " +
    "as do the last step and the end; no leases, no fence, no evidence",
  runs: runs(writeTogether),
  approvals: approvals(writeTogether),
  decider: decider(writeTogether),
  queue: queueTogether,
  drainer,
  recovery: recovery(writeTogether),
  recoverer: recoverer(writeTogether),
};
