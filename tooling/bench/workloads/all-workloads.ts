import { approvals } from "./approvals.ts";
import { embedded } from "./embedded.ts";
import { install } from "./install.ts";
import { queue, queueTwoWorkers } from "./queue.ts";
import { readback, readbackOfMany } from "./readback.ts";
import { recovery } from "./recovery.ts";
import { runs } from "./runs.ts";
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
  embedded,
  install,
];
