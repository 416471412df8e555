import type { Statement } from "../../../../src/database.ts";
import { firstOf, type Group } from "../../../../src/journal/group.ts";

/** A start whose first entry does not ask whether its head was inserted: the loser of a key leaves an orphan behind. */
export function plainStart(group: Group): Statement {
  const entry = firstOf(group);
  return {
    text: `
with r as (
  insert into scoria.runs (run_id, tenant_id, actor_id, metadata, root_role, kind, status, awaiting_approval, resumable,
    owner, epoch, format, idempotency_key, request_hash, created_at, updated_at)
  values ($1, $2, $3, '{}', 'executor', 'work', 'running', false, false, 'n1', 1, 1, $4, $5, scoria.clock(), scoria.clock())
  on conflict do nothing
)
insert into scoria.journal (run_id, seq, tenant_id, epoch, call, type, at, payload, digest, hash)
values ($1, 1, $2, $6, 0, 'run.started', to_timestamp($7::bigint / 1000.0), $8, $9, $10)
on conflict do nothing
returning run_id`,
    values: [
      group.runId,
      group.tenantId,
      group.newRun?.actorId,
      group.newRun?.idempotencyKey,
      `\\x${group.newRun?.requestHash}`,
      entry.epoch,
      entry.at,
      entry.payload,
      `\\x${entry.digest}`,
      `\\x${entry.hash}`,
    ],
  };
}
