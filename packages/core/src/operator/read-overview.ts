import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { readOperator } from "../identity/operator-scope.ts";
import { countLimit } from "./count-limit.ts";
import { countRecentRuns } from "./count-recent-runs.ts";
import { countStandingRuns } from "./count-standing-runs.ts";
import { countPendingApprovals } from "./count-pending-approvals.ts";
import { findRunsForAttention } from "./find-runs-for-attention.ts";
import type { Overview } from "./overview.ts";

/** @throws INVALID_IDENTITY */
export async function readOverview(core: Core, operator: unknown): Promise<Overview> {
  const { tenants } = readOperator(operator);
  const now = core.databaseNow();
  return askDatabase(core, "reading an overview", async () => {
    const reader = core.readAs(tenants);
    const [approvals, standing, recent, attention] = await Promise.all([
      countPendingApprovals(reader, tenants, now),
      countStandingRuns(reader, tenants),
      countRecentRuns(reader, tenants, now),
      findRunsForAttention(reader, tenants, now),
    ]);
    const { queued, running, waiting, waitingFor } = standing;
    return {
      at: new Date(now),
      approvals,
      runs: { queued, running, waiting, ...recent.ended24h, isMore: standing.isMore || recent.isMore },
      waitingFor,
      series: recent.series,
      attention,
      countedRuns: recent.counted,
      countLimit,
    };
  });
}
