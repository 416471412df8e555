import type { Contestant } from "../contestants/contestant.ts";
import { packages } from "./langgraph/packages.ts";
import { runs } from "./langgraph/runs.ts";

export const contestant: Contestant = {
  name: "langgraph-async",
  packages,
  note: "weaker, though its default: the next step begins before it is durable what the one before it gave; all is at the run's end",
  runs: (setting) => runs(setting, "async"),
};
