import type { Connection } from "../database.ts";
import type { Json, JsonObject } from "../decode/json.ts";
import type { StoredError } from "../errors/stored-error.ts";
import type { RunStatus, RunSummary, WaitingFor } from "./run.ts";

/** One run as the tables have it: its head, and the last entry of its journal, which holds output and error. */
export interface RunHeadRow {
  readonly run_id: string;
  readonly tenant_id: string;
  readonly actor_id: string;
  readonly session_id: string | null;
  readonly metadata: string;
  readonly root_role: string;
  readonly kind: string | null;
  readonly status: RunStatus;
  readonly waiting_for: string | null;
  readonly awaiting_approval: boolean;
  readonly queue: string;
  readonly priority: number;
  readonly deadline_at: Date | null;
  readonly parent_run_id: string | null;
  readonly continued_from: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly payloads_removed_at: Date | null;
  readonly last_seq: number | null;
  readonly last_at: Date | null;
  readonly last_payload: string | null;
}

const ownColumns = `
r.run_id, r.tenant_id, r.actor_id, r.session_id, r.metadata::text as metadata, r.root_role, r.kind, r.status,
r.waiting_for::text as waiting_for, r.awaiting_approval, r.queue, r.priority, r.deadline_at, r.parent_run_id, r.continued_from,
r.created_at, r.updated_at, r.started_at, r.finished_at, r.payloads_removed_at`;

/** For a run that has not ended, in the commit of an entry that its head was written with: there is no later one. */
export const headColumnsOfChange: string = `${ownColumns}, null::integer as last_seq, null::timestamptz as last_at, null::text as last_payload`;

/**
 * Heads carry no per-step change, so the last entry says when a run last moved: one probe of the primary key. The end of a run
 * is its last move, and stands in its head.
 */
export const headColumns: string = `
${ownColumns},
l.seq as last_seq, case when r.finished_at is null then l.at end as last_at, case when r.finished_at is not null then l.payload::text end as last_payload`;

export const fromHeads = `
from scoria.runs r
left join lateral (
  select j.seq, j.at, j.payload
  from scoria.journal j
  where j.run_id = r.run_id and j.tenant_id = r.tenant_id
  order by j.seq desc
  limit 1
) l on true`;

/** A run of another tenant is absent. */
export async function readHead(
  reader: Connection,
  tenants: readonly string[],
  runId: string,
): Promise<RunSummary | undefined> {
  return (await readMoment(reader, tenants, runId))?.head;
}

/** A run as it stood at one moment: its entries were those up to `lastSeq`, since a journal only grows. */
export interface RunMoment {
  readonly head: RunSummary;
  readonly lastSeq: number;
}

/** As `readHead`, with how far the journal went: both are of one statement, so they agree. */
export async function readMoment(
  reader: Connection,
  tenants: readonly string[],
  runId: string,
): Promise<RunMoment | undefined> {
  const { rows } = await reader.query<RunHeadRow>({
    name: "scoria_read_head",
    text: `select ${headColumns} ${fromHeads} where r.run_id = $1 and r.tenant_id = any ($2::text[])`,
    values: [runId, tenants],
  });
  const [row] = rows;
  return row === undefined ? undefined : { head: toSummary(row), lastSeq: row.last_seq ?? 0 };
}

/** Many heads in one statement, by their run's id. Runs of other tenants are absent. */
export async function readHeads(
  reader: Connection,
  tenants: readonly string[],
  runIds: readonly string[],
): Promise<ReadonlyMap<string, RunSummary>> {
  const { rows } = await reader.query<RunHeadRow>({
    name: "scoria_read_heads",
    // One probe of the primary key each, also on a table that was never analysed.
    text: `
select head.*
from unnest($1::uuid[]) as asked (run_id), lateral (
  select ${headColumns} ${fromHeads}
  where r.run_id = asked.run_id and r.tenant_id = any ($2::text[])
  limit 1
) head`,
    values: [runIds, tenants],
  });
  return new Map(rows.map((row) => [row.run_id, toSummary(row)]));
}

interface LastPayload {
  readonly output?: Json;
  readonly error?: StoredError;
  readonly continuedAs?: string;
}

export function toSummary(row: RunHeadRow): RunSummary {
  const { status } = row;
  const last = row.last_payload === null ? {} : (JSON.parse(row.last_payload) as LastPayload);
  const base = {
    runId: row.run_id,
    status,
    tenantId: row.tenant_id,
    actorId: row.actor_id,
    sessionId: row.session_id,
    kind: row.kind,
    rootRole: row.root_role,
    metadata: JSON.parse(row.metadata) as JsonObject,
    queue: row.queue,
    priority: row.priority,
    ...(row.deadline_at === null ? {} : { deadline: row.deadline_at }),
    awaitingApproval: row.awaiting_approval,
    ...(row.parent_run_id === null ? {} : { parentRunId: row.parent_run_id }),
    ...(row.continued_from === null ? {} : { continuedFrom: row.continued_from }),
    createdAt: row.created_at,
    updatedAt: row.last_at !== null && row.last_at > row.updated_at ? row.last_at : row.updated_at,
    ...(row.started_at === null ? {} : { startedAt: row.started_at }),
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
  };
  const removedAt = row.payloads_removed_at;
  if (removedAt !== null) {
    const error = status === "completed" ? {} : { error: removedError(removedAt) };
    return { ...base, payloadsRemovedAt: removedAt, ...error } as RunSummary;
  }
  const byStatus =
    status === "waiting"
      ? { waitingFor: readWaitingFor(row.waiting_for ?? "null") }
      : status === "completed"
        ? { output: last.output ?? null, ...(last.continuedAs === undefined ? {} : { continuedAs: last.continuedAs }) }
        : status === "failed" || status === "cancelled" || status === "halted"
          ? { error: last.error }
          : {};
  return { ...base, ...byStatus } as RunSummary;
}

function removedError(removedAt: Date): StoredError {
  return {
    name: "PayloadRemoved",
    message: `Retention removed the payloads of this run at ${removedAt.toISOString()}, and its error with them.`,
  };
}

export function readWaitingFor(text: string): WaitingFor {
  const waitingFor = JSON.parse(text) as
    WaitingFor | (Omit<WaitingFor, "until"> & { readonly kind: "timer"; readonly until: string });
  return waitingFor.kind === "timer" ? { kind: "timer", until: new Date(waitingFor.until) } : waitingFor;
}
