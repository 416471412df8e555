import type { Contestant } from "../contestants/contestant.ts";
import { approvals, decider } from "./restate/approvals.ts";
import { recoverer, recovery } from "./restate/recovery.ts";
import { runs } from "./restate/runs.ts";

export const contestant: Contestant = {
  name: "restate",
  packages: ["@restatedev/restate-server", "@restatedev/restate-sdk", "@restatedev/restate-sdk-clients"],
  note:
    "not on PostgreSQL: a server of its own with its own synced log, so nothing is counted of it on PostgreSQL; " +
    "a run that waits stays in the memory of the process for a minute; " +
    "in recovery its server stays up and only the process with the handlers is killed",
  runs,
  approvals,
  decider,
  recovery,
  recoverer,
};
