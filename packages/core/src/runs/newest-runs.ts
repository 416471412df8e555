import type { RunStatus, WaitingKind } from "./run.ts";

/** Which runs of which tenants. What is left out does not narrow. */
export interface RunsWanted {
  readonly tenants: readonly string[];
  readonly status?: readonly RunStatus[] | undefined;
  readonly waitingFor?: WaitingKind | undefined;
  readonly kind?: string | undefined;
  readonly actorId?: string | undefined;
  readonly queue?: string | undefined;
  readonly sessionId?: string | undefined;
  /** Only those that have a session. */
  readonly hasSession?: boolean;
  /** The least id, and the greatest. */
  readonly from?: string | undefined;
  readonly through?: string | undefined;
  /** An id that theirs are less than. */
  readonly before?: string | null | undefined;
  readonly most: number;
}

/** Their ids, the newest first, as a table for a statement. Its parameters come first; `newestRunsValues` has the values. */
export const newestRuns = `scoria.newest_runs(
  $1::text[], $2::text[], $3, $4, $5, $6, $7, $8::boolean, $9::uuid, $10::uuid, $11::uuid, $12::integer
)`;

export function newestRunsValues(wanted: RunsWanted): readonly unknown[] {
  return [
    wanted.tenants,
    wanted.status ?? null,
    wanted.waitingFor ?? null,
    wanted.kind ?? null,
    wanted.actorId ?? null,
    wanted.queue ?? null,
    wanted.sessionId ?? null,
    wanted.hasSession ?? false,
    wanted.from ?? null,
    wanted.through ?? null,
    wanted.before ?? null,
    wanted.most,
  ];
}
