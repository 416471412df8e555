import type { Contestant } from "../contestants/contestant.ts";
import { approvals, decider } from "./mastra/approvals.ts";
import { readback } from "./mastra/readback.ts";
import { recoverer, recovery } from "./mastra/recovery.ts";
import { runs } from "./mastra/runs.ts";

export const contestant: Contestant = {
  name: "mastra",
  packages: ["@mastra/core", "@mastra/pg"],
  note:
    "keeps a snapshot of the whole run a step: one each by shouldPersistSnapshot, instead of its default two; " +
    "whoever decides does the rest of the run; no recovery of its own accord: known ids are restarted all at once, " +
    "as restartAllActiveWorkflowRuns restarts them one after the other; " +
    "lists by an index that its options add, and which is not among its default ones",
  runs,
  approvals,
  decider,
  recovery,
  recoverer,
  readback,
};
