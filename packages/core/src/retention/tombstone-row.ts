import { readMark } from "./removed-by.ts";
import type { Tombstone } from "./retention.ts";

export interface TombstoneRow {
  readonly run_id: string;
  readonly tenant_id: string;
  readonly status: Tombstone["status"];
  readonly seq: number;
  readonly hash: string;
  readonly created_at: Date;
  readonly finished_at: Date;
  readonly deleted_at: Date;
  readonly after_ms: string | number;
  readonly deleted_by: string;
}

export function toTombstone(row: TombstoneRow): Tombstone {
  return {
    runId: row.run_id,
    tenantId: row.tenant_id,
    status: row.status,
    head: { runId: row.run_id, seq: row.seq, hash: row.hash },
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    deletedAt: row.deleted_at,
    afterMs: Number(row.after_ms),
    deletedBy: readMark(row.deleted_by),
  };
}
