import type { Connection } from "../../../../src/database.ts";
import type { StoredEntry } from "../../../../src/journal/entry.ts";

/** An append that asks whether the run is this node's, by the node's id: a node that has it again passes, whoever asks. */
export async function ownerCheckedAppend(connection: Connection, nodeId: string, entry: StoredEntry): Promise<boolean> {
  const { rows } = await connection.query({
    text: `
insert into scoria.journal (run_id, seq, tenant_id, epoch, call, type, at, step_key, role, payload, digest, hash)
select $1, (select max(seq) + 1 from scoria.journal where run_id = $1), $3, $4, $5, $6, scoria.clock(), $7, $8, $9, $10, $11
where (select owner from scoria.runs where run_id = $1) = $2
on conflict do nothing
returning run_id`,
    values: [
      entry.runId,
      nodeId,
      entry.tenantId,
      entry.epoch,
      entry.call,
      entry.type,
      entry.stepKey,
      entry.role,
      entry.payload,
      `\\x${entry.digest}`,
      `\\x${entry.hash}`,
    ],
  });
  return rows.length === 1;
}
