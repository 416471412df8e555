import type { Contestant } from "../contestants/contestant.ts";
import { approvals, decider } from "./dbos/approvals.ts";
import { drainer, queue } from "./dbos/queue.ts";
import { readback } from "./dbos/readback.ts";
import { recoverer, recovery } from "./dbos/recovery.ts";
import { runs } from "./dbos/runs.ts";

export const contestant: Contestant = {
  name: "dbos",
  packages: ["@dbos-inc/dbos-sdk"],
  note:
    "a waiting run stays in the memory of the process that started it, and that it waits is no record of its own; " +
    "a queue's job is a whole workflow with stored input and output; " +
    "recovery is that of one executor which comes back under its own name (among several, a separate service notices)",
  runs,
  approvals,
  decider,
  queue,
  drainer,
  recovery,
  recoverer,
  readback,
};
