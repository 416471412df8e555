import { approvalRoutes } from "./approval-routes.ts";
import { bulkRoutes } from "./bulk-routes.ts";
import type { AnsweredRoute, Answers } from "./call.ts";
import { homeRoutes } from "./home-routes.ts";
import { laneRoutes } from "./lane-routes.ts";
import { nodeRoutes } from "./node-routes.ts";
import { queueRoutes } from "./queue-routes.ts";
import { runRoutes } from "./run-routes.ts";
import { scheduleRoutes } from "./schedule-routes.ts";
import { startRoutes } from "./start-routes.ts";

/** What serves each route; the compiler sees that none is missing. */
export const answers: Answers<AnsweredRoute> = {
  ...approvalRoutes,
  ...bulkRoutes,
  ...homeRoutes,
  ...laneRoutes,
  ...nodeRoutes,
  ...queueRoutes,
  ...runRoutes,
  ...scheduleRoutes,
  ...startRoutes,
};
