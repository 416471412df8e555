import type { HomeView } from "../../../../src/wire/index.ts";
import { ago, hour, minute } from "./desk-time.ts";
import { agedRun, quietRun, strandedRun } from "./runs.ts";
import { longImport } from "./stories.ts";

/** How many runs were created in each of the last 24 hours, oldest first: few at night. */
const perHour = [31, 27, 29, 33, 22, 19, 14, 9, 6, 4, 2, 1, 1, 0, 2, 3, 5, 9, 17, 26, 31, 38, 42, 29];
const failedAt: Readonly<Record<number, number>> = { 2: 1, 8: 1, 15: 1, 21: 1, 22: 2, 23: 5 };

const buckets = perHour.map((started, at) => {
  const failed = failedAt[at] ?? 0;
  const halted = at === 23 ? 1 : 0;
  return {
    at: ago((24 - at) * hour),
    started,
    completed: Math.max(0, started - failed - halted - (at > 21 ? 4 : 0)),
    failed,
    halted,
    cancelled: 0,
  };
});

const sum = (of: "completed" | "failed" | "halted"): number => buckets.reduce((total, one) => total + one[of], 0);

export const deskHome: HomeView = {
  at: ago(0),
  approvals: { pending: 5, pendingIsMore: false, oldestPendingAt: ago(26.2 * hour), expiringWithinHour: 2 },
  runs: {
    queued: 4,
    running: 3,
    waiting: 9,
    completed24h: sum("completed"),
    failed24h: sum("failed"),
    halted24h: sum("halted"),
    cancelled24h: 3,
    isMore: false,
  },
  waitingFor: { approval: 5, operator: 1, signal: 1, timer: 1, runs: 1 },
  series: { bucketMs: hour, buckets },
  attention: [
    { reason: "operator", since: ago(3.4 * hour), run: strandedRun },
    { reason: "quiet", since: ago(16 * minute), run: quietRun },
    { reason: "aged", since: ago(52 * minute), run: agedRun },
    { reason: "deadline", since: ago(-9 * minute), run: { ...longImport.item(), deadline: ago(-9 * minute) } },
  ],
  countLimit: 10_000,
};
