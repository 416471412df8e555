import { approvals } from "./approvals.ts";
import { claim } from "./claim.ts";
import { embedded } from "./embedded.ts";
import { install } from "./install.ts";
import { latency } from "./latency.ts";
import { lists } from "./lists.ts";
import { loopDelay } from "./loop-delay.ts";
import { processes } from "./processes.ts";
import { queue, queueTwoWorkers } from "./queue.ts";
import { readback, readbackOfMany } from "./readback.ts";
import { recovery } from "./recovery.ts";
import { runs } from "./runs.ts";
import { scroll } from "./scroll.ts";
import { sizes } from "./sizes.ts";
import { streams } from "./streams.ts";
import { unanalysed } from "./unanalysed.ts";
import { waiting } from "./waiting.ts";
import type { Workload } from "./workload.ts";

/** In the order in which the bench does them. */
export const allWorkloads: readonly Workload[] = [
  runs,
  approvals,
  queue,
  queueTwoWorkers,
  recovery,
  readback,
  readbackOfMany,
  lists,
  scroll,
  latency,
  processes,
  unanalysed,
  sizes,
  loopDelay,
  streams,
  waiting,
  claim,
  embedded,
  install,
];
