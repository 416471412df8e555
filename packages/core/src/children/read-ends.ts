import type { Connection } from "../database.ts";
import type { Json, JsonObject } from "../decode/json.ts";
import type { StoredError } from "../errors/stored-error.ts";
import type { ChildOutcome } from "./child.ts";

interface EndRow {
  readonly run_id: string;
  readonly status: "completed" | "failed" | "cancelled" | "halted";
  readonly bytes: number;
  /** Of its last entry; null when all together have too many bytes, or it was pruned. */
  readonly payload: string | null;
}

interface LastPayload {
  readonly output?: Json;
  readonly continuedAs?: string;
  readonly error?: StoredError;
}

/**
 * How these runs ended, by their id. `open`: not all have. `too large`: what they gave back has more bytes than `mostBytes`,
 * and is not read. For the engine, which has checked that they are children of one run.
 */
export async function readEnds(
  control: Connection,
  runIds: readonly string[],
  mostBytes: number,
): Promise<ReadonlyMap<string, ChildOutcome & JsonObject> | "open" | "too large"> {
  const { rows: counts } = await control.query<{ is_open: boolean }>({
    name: "scoria_read_open_children",
    text: `
select exists (
  select from unnest($1::uuid[]) as asked (run_id), lateral (
    select from scoria.runs r where r.run_id = asked.run_id and r.finished_at is null offset 0
  ) open_run
) as is_open`,
    values: [runIds],
  });
  if (counts[0]?.is_open !== false) return "open";
  const { rows } = await control.query<EndRow>({
    name: "scoria_read_ends",
    text: `
select ended.run_id, ended.status, ended.bytes, case when ended.all_bytes <= $2 then ended.payload end as payload
from (
  select r.run_id, r.status, l.payload, octet_length(l.payload)::integer as bytes,
    sum(octet_length(l.payload)) over () as all_bytes
  from unnest($1::uuid[]) as asked (run_id), lateral (
    select r.run_id, r.status from scoria.runs r where r.run_id = asked.run_id and r.finished_at is not null offset 0
  ) r, lateral (
    select j.payload::text as payload from scoria.journal j where j.run_id = r.run_id order by j.seq desc limit 1
  ) l
) ended`,
    values: [runIds, mostBytes],
  });
  if (rows.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) > mostBytes) return "too large";
  return new Map(rows.map((row) => [row.run_id, outcomeOf(row)]));
}

function outcomeOf({ run_id: runId, status, payload }: EndRow): ChildOutcome & JsonObject {
  const { output = null, continuedAs, error } = (payload === null ? {} : JSON.parse(payload)) as LastPayload;
  if (status === "completed") {
    return { runId, status, output, ...(continuedAs === undefined ? {} : { continuedAs }) };
  }
  const kept = error ?? { name: "Error", message: "What was said of its end is not kept any more." };
  return { runId, status, error: kept as StoredError & JsonObject };
}
