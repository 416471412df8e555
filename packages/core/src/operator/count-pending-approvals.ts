import type { Connection } from "../database.ts";
import { countLimit } from "./count-limit.ts";
import type { OverviewOfApprovals } from "./overview.ts";

const hourMs = 3_600_000;

/** Walks the inboxes of these tenants: a probe for each, and a row of the inbox for each that is pending. */
export async function countPendingApprovals(
  reader: Connection,
  tenants: readonly string[],
  now: number,
): Promise<OverviewOfApprovals> {
  const { rows } = await reader.query<{ pending: number; oldest: Date | null; expiring: number }>({
    name: "scoria_count_pending_approvals",
    text: "select pending, oldest, expiring from scoria.count_pending_approvals($1::text[], $2, $3)",
    values: [tenants, new Date(now + hourMs), countLimit],
  });
  const [row] = rows;
  return {
    pending: row?.pending ?? 0,
    pendingIsMore: row?.pending === countLimit,
    oldestPendingAt: row?.oldest ?? null,
    expiringWithinHour: row?.expiring ?? 0,
  };
}
