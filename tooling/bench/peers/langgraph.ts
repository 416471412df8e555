import type { Contestant } from "../contestants/contestant.ts";
import { approvals, decider } from "./langgraph/approvals.ts";
import { packages } from "./langgraph/packages.ts";
import { readback } from "./langgraph/readback.ts";
import { recoverer, recovery } from "./langgraph/recovery.ts";
import { runs } from "./langgraph/runs.ts";

export const contestant: Contestant = {
  name: "langgraph",
  packages,
  note:
    'durability "sync", not its default "async", which is weaker; whoever decides does the rest of the run; ' +
    "no recovery of its own: known ids are invoked again, all at once; no list of runs",
  runs: (setting) => runs(setting, "sync"),
  approvals,
  decider,
  recovery,
  recoverer,
  readback,
};
