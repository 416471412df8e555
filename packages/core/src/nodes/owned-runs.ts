import type { Connection } from "../database.ts";
import type { OwnedRun } from "../execution/engine-parts.ts";
import type { StoredEntry } from "../journal/entry.ts";
import { entryColumnsOfJ, toStored, type JournalRow } from "../journal/read-journal.ts";
import type { OwnedEpoch } from "./heartbeat.ts";
import { entryFormat } from "./node-settings.ts";

interface ClaimedRow {
  readonly run_id: string;
  readonly tenant_id: string;
  readonly kind: string;
  readonly epoch: number;
  readonly started_at: Date | null;
  readonly queue: string;
}

/** A run that is this node's from now on. */
export interface TakenRun {
  readonly run: OwnedRun;
  /** Its journal; undefined: it is to be read apart. */
  readonly entries: readonly StoredEntry[] | undefined;
  /** Where it stood in line. */
  readonly queue: string;
}

/** A run, and one entry of its journal; or the run alone, when its journal is to be read apart. */
type ClaimedEntryRow = Omit<ClaimedRow, "tenant_id" | "epoch"> &
  Omit<JournalRow, "seq"> & {
    readonly owner_tenant: string;
    readonly owner_epoch: number;
    readonly seq: number | null;
  };

/**
 * Takes queued runs of these kinds, at most `most`; with `runIds` only those. Each claim is committed when it resolves. Where
 * there are more lines than a claim looks at, those of tenants after `afterTenant` come first.
 * Short journals come with it, which spares the statement that would read them.
 */
export async function claimRuns(
  control: Connection,
  node: { readonly nodeId: string; readonly kinds: readonly string[] },
  most: number,
  runIds: readonly string[] | null,
  afterTenant = "",
): Promise<readonly TakenRun[]> {
  const { rows } = await control.query<ClaimedEntryRow>({
    name: "scoria_claim_runs",
    text: `
select c.run_id, c.tenant_id as owner_tenant, c.kind, c.epoch as owner_epoch, c.started_at, c.queue, ${entryColumnsOfJ}
from scoria.claim_runs($1, $2::text[], $3::smallint, $4::uuid[], $5, $6) c
left join lateral scoria.short_journal(c.run_id) j on true`,
    values: [node.nodeId, node.kinds, entryFormat, runIds, most, afterTenant],
  });
  const taken = new Map<string, TakenRun & { readonly entries: StoredEntry[] | undefined }>();
  for (const row of rows) {
    const entry = row.seq === null ? undefined : toStored({ ...row, seq: row.seq });
    const known = taken.get(row.run_id);
    if (known !== undefined && entry !== undefined) known.entries?.push(entry);
    else {
      const run = toOwned({ ...row, tenant_id: row.owner_tenant, epoch: row.owner_epoch });
      taken.set(row.run_id, { run, queue: row.queue, entries: entry === undefined ? undefined : [entry] });
    }
  }
  return [...taken.values()];
}

/**
 * Takes over runs of nodes that have not been heard of for longer than their lease. One whose node is the `poisonAfter`-th
 * in a row that lost it is failed as `POISONED` instead.
 */
export async function takeOverRuns(
  control: Connection,
  node: { readonly nodeId: string; readonly kinds: readonly string[] },
  most: number,
  poisonAfter: number,
): Promise<readonly TakenRun[]> {
  const { rows } = await control.query<ClaimedRow>({
    name: "scoria_take_over_runs",
    text: "select * from scoria.take_over_runs($1, $2::text[], $3::smallint, $4, $5)",
    values: [node.nodeId, node.kinds, entryFormat, most, poisonAfter],
  });
  return rows.map(withoutJournal);
}

/** Takes up again runs that are this node's by the books, under these very epochs, although it does not execute them. */
export async function takeUpRuns(
  control: Connection,
  nodeId: string,
  runs: readonly OwnedEpoch[],
): Promise<readonly TakenRun[]> {
  const { rows } = await control.query<ClaimedRow>({
    name: "scoria_take_up_runs",
    text: "select * from scoria.take_up_runs($1, $2::uuid[], $3::integer[])",
    values: [nodeId, runs.map(({ runId }) => runId), runs.map(({ epoch }) => epoch)],
  });
  return rows.map(withoutJournal);
}

/** Notes that the journal of this run has entries of a later format than this node knows, so that none like it takes the run. */
export async function markLaterFormat(control: Connection, { runId, epoch }: OwnedRun): Promise<void> {
  await control.query({
    name: "scoria_mark_later_format",
    text: `
update scoria.runs
set format = greatest(format, $3::smallint)
where run_id = $1 and epoch = $2`,
    values: [runId, epoch, entryFormat + 1],
  });
}

function withoutJournal(row: ClaimedRow): TakenRun {
  return { run: toOwned(row), queue: row.queue, entries: undefined };
}

function toOwned(row: ClaimedRow): OwnedRun {
  const { run_id: runId, tenant_id: tenantId, kind, epoch, started_at: startedAt } = row;
  return { runId, tenantId, kind, epoch, startedAt: startedAt === null ? null : startedAt.getTime() };
}
