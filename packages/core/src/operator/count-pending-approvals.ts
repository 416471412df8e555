import type { Connection } from "../database.ts";
import { countLimit } from "./count-limit.ts";
import type { OverviewOfApprovals } from "./overview.ts";

const hourMs = 3_600_000;

/** Walks the inboxes of these tenants, the oldest request first, over `countLimit` of them at most. */
export async function countPendingApprovals(
  reader: Connection,
  tenants: readonly string[],
  now: number,
): Promise<OverviewOfApprovals> {
  const { rows } = await reader.query<{ pending: number; oldest: Date | null; expiring: number }>({
    name: "scoria_count_pending_approvals",
    text: `
select count(*)::integer as pending, min(a.requested_at) as oldest,
  (count(*) filter (where a.expires_at <= $2))::integer as expiring
from (
  select a.requested_at, a.expires_at
  from scoria.approvals a
  where a.tenant_id = any ($1::text[]) and a.status = 'pending'
  order by a.approval_id
  limit ${countLimit}
) a`,
    values: [tenants, new Date(now + hourMs)],
  });
  const [row] = rows;
  return {
    pending: row?.pending ?? 0,
    pendingIsMore: row?.pending === countLimit,
    oldestPendingAt: row?.oldest ?? null,
    expiringWithinHour: row?.expiring ?? 0,
  };
}
