import type { Statement } from "../../../../src/database.ts";
import type { Group } from "../../../../src/journal/group.ts";

/**
 * The batch insert that comes to mind first: the primary key is the lock, a conflict is somebody else's entry, and the
 * heads follow in the same statement. It lets a part of a group land, appends after a hole, changes heads whose entry
 * did not land, and waits for a held row as long as its holder likes.
 */
export function plainAppend(groups: readonly Group[]): Statement {
  const entries = groups.flatMap((group) => group.entries);
  const heads = groups.flatMap(({ runId, head }) => (head === undefined ? [] : [{ runId, head }]));
  return {
    text: `
with j as (
  insert into scoria.journal (run_id, seq, tenant_id, epoch, call, type, at, step_key, role, payload, digest, hash)
  select e.run, e.seq, e.tenant, e.epoch, e.call, e.type, to_timestamp(e.at / 1000.0), e.step_key, e.role,
    e.payload::json, e.digest, e.hash
  from unnest($1::uuid[], $2::int[], $3::text[], $4::int[], $5::int[], $6::text[], $7::bigint[], $8::text[], $9::text[],
      $10::text[], $11::bytea[], $12::bytea[])
    as e (run, seq, tenant, epoch, call, type, at, step_key, role, payload, digest, hash)
  on conflict do nothing
  returning run_id, seq
), u as (
  update scoria.runs r set status = h.status, owner = h.owner, epoch = h.epoch,
    finished_at = case when h.status = 'completed' then scoria.clock() end
  from unnest($13::uuid[], $14::text[], $15::text[], $16::int[]) as h (run, status, owner, epoch)
  where r.run_id = h.run
)
select run_id, seq from j`,
    values: [
      entries.map(({ runId }) => runId),
      entries.map(({ seq }) => seq),
      entries.map(({ tenantId }) => tenantId),
      entries.map(({ epoch }) => epoch),
      entries.map(({ call }) => call),
      entries.map(({ type }) => type),
      entries.map(({ at }) => at),
      entries.map(({ stepKey }) => stepKey),
      entries.map(({ role }) => role),
      entries.map(({ payload }) => payload),
      entries.map(({ digest }) => `\\x${digest}`),
      entries.map(({ hash }) => `\\x${hash}`),
      heads.map(({ runId }) => runId),
      heads.map(({ head }) => head.status),
      heads.map(({ head }) => head.owner),
      heads.map(({ head }) => head.epoch),
    ],
  };
}
