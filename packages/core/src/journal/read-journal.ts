import type { Connection } from "../database.ts";
import type { StoredEntry } from "./entry.ts";

interface JournalRow {
  readonly run_id: string;
  readonly tenant_id: string;
  readonly seq: number;
  readonly epoch: number;
  readonly call: number;
  readonly type: string;
  readonly at: Date;
  readonly step_key: string | null;
  readonly role: string | null;
  readonly payload: string;
  readonly digest: string;
  readonly hash: string;
}

/**
 * The entries of one run from `fromSeq` on, in order. Engine side: whoever calls it has already shown that it may see
 * the run.
 */
export async function readJournal(
  connection: Connection,
  runId: string,
  fromSeq: number,
): Promise<readonly StoredEntry[]> {
  const { rows } = await connection.query<JournalRow>({
    name: "scoria_read_journal",
    text: `
select run_id, tenant_id, seq, epoch, call, type, at, step_key, role, payload::text as payload,
  encode(digest, 'hex') as digest, encode(hash, 'hex') as hash
from scoria.journal
where run_id = $1 and seq >= $2
order by seq`,
    values: [runId, fromSeq],
  });
  return rows.map((row) => ({
    runId: row.run_id,
    tenantId: row.tenant_id,
    seq: row.seq,
    epoch: row.epoch,
    call: row.call,
    type: row.type,
    at: row.at.getTime(),
    stepKey: row.step_key,
    role: row.role,
    payload: row.payload,
    digest: row.digest,
    hash: row.hash,
  }));
}

/** The stored hash at `(runId, seq)` of each, null where nothing stands. */
export async function readHashes(
  connection: Connection,
  places: readonly { readonly runId: string; readonly seq: number }[],
): Promise<readonly (string | null)[]> {
  const { rows } = await connection.query<{ hash: string | null }>({
    name: "scoria_read_hashes",
    text: `
select (select encode(j.hash, 'hex') from scoria.journal j where j.run_id = p.run_id and j.seq = p.seq) as hash
from unnest($1::uuid[], $2::integer[]) with ordinality as p (run_id, seq, n)
order by p.n`,
    values: [places.map(({ runId }) => runId), places.map(({ seq }) => seq)],
  });
  return rows.map((row) => row.hash);
}
