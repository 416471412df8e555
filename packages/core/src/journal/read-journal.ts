import type { Connection } from "../database.ts";
import type { ReadEntry, StoredEntry } from "./entry.ts";

export interface JournalRow {
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

const entryColumns = `
run_id, tenant_id, seq, epoch, call, type, at, step_key, role, payload::text as payload,
  encode(digest, 'hex') as digest, encode(hash, 'hex') as hash`;

/** Beside other columns: of `j`. */
export const entryColumnsOfJ = `
j.tenant_id, j.seq, j.epoch, j.call, j.type, j.at, j.step_key, j.role, j.payload::text as payload,
  encode(j.digest, 'hex') as digest, encode(j.hash, 'hex') as hash`;

/** The entries of one run from `fromSeq` on, in order. For the engine, which works over all tenants. */
export async function readJournal(
  connection: Connection,
  runId: string,
  fromSeq: number,
): Promise<readonly StoredEntry[]> {
  const { rows } = await connection.query<JournalRow>({
    name: "scoria_read_journal",
    text: `
select ${entryColumns}
from scoria.journal
where run_id = $1 and seq >= $2
order by seq`,
    values: [runId, fromSeq],
  });
  return rows.map(toStored);
}

/**
 * Whole journals of many runs in one statement, by run. For the engine. Each is a walk of the primary key, which "= any" is
 * not on a table that was never analysed.
 */
export async function readJournals(
  connection: Connection,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, readonly StoredEntry[]>> {
  const { rows } = await connection.query<JournalRow>({
    name: "scoria_read_journals",
    text: `
select entry.*
from unnest($1::uuid[]) as asked (run_id), lateral (
  select ${entryColumns}
  from scoria.journal
  where journal.run_id = asked.run_id
  order by seq
  offset 0
) entry`,
    values: [runIds],
  });
  const journals = new Map<string, StoredEntry[]>();
  for (const row of rows) {
    const entries = journals.get(row.run_id);
    if (entries === undefined) journals.set(row.run_id, [toStored(row)]);
    else entries.push(toStored(row));
  }
  return journals;
}

interface ReadRow extends Omit<JournalRow, "payload"> {
  readonly payload: string | null;
  readonly payload_hash: string | null;
}

/**
 * The same for a caller, through the tenant door: none when the run is not of these tenants. It is the head that says whose
 * the run is. An entry whose own tenant was changed is not left out, so that the check of the chain finds it.
 */
export async function readJournalOf(
  reader: Connection,
  tenants: readonly string[],
  runId: string,
  fromSeq: number,
  atMost: number | null = null,
): Promise<readonly ReadEntry[]> {
  const { rows } = await reader.query<ReadRow>({
    name: "scoria_read_journal_of",
    text: `
select ${entryColumns}, encode(payload_hash, 'hex') as payload_hash
from scoria.journal
where run_id = $1 and seq >= $2
  and exists (select from scoria.runs r where r.run_id = $1 and r.tenant_id = any ($3::text[]))
order by seq
limit $4::integer`,
    values: [runId, fromSeq, tenants, atMost],
  });
  return rows.map(toRead);
}

function toRead({ payload, payload_hash: payloadHash, ...row }: ReadRow): ReadEntry {
  if (payload !== null) return toStored({ ...row, payload });
  return { ...toStored({ ...row, payload: "" }), payload: null, payloadHash: payloadHash ?? "" };
}

export function toStored(row: JournalRow): StoredEntry {
  return {
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
  };
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
