import type { Connection } from "../database.ts";
import type { OwnedRun } from "../execution/engine-parts.ts";
import type { OwnedEpoch } from "./heartbeat.ts";
import { entryFormat } from "./node-settings.ts";

interface ClaimedRow {
  readonly run_id: string;
  readonly tenant_id: string;
  readonly kind: string;
  readonly epoch: number;
  readonly started_at: Date | null;
}

/** Takes queued runs of these kinds, at most `most`; with `runIds` only those. Each claim is committed when it resolves. */
export async function claimRuns(
  control: Connection,
  node: { readonly nodeId: string; readonly kinds: readonly string[] },
  most: number,
  runIds: readonly string[] | null,
): Promise<readonly OwnedRun[]> {
  const { rows } = await control.query<ClaimedRow>({
    name: "scoria_claim_runs",
    text: "select * from scoria.claim_runs($1, $2::text[], $3::smallint, $4::uuid[], $5)",
    values: [node.nodeId, node.kinds, entryFormat, runIds, most],
  });
  return rows.map(toOwned);
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
): Promise<readonly OwnedRun[]> {
  const { rows } = await control.query<ClaimedRow>({
    name: "scoria_take_over_runs",
    text: "select * from scoria.take_over_runs($1, $2::text[], $3::smallint, $4, $5)",
    values: [node.nodeId, node.kinds, entryFormat, most, poisonAfter],
  });
  return rows.map(toOwned);
}

/** Takes up again runs that are this node's by the books, under these very epochs, although it does not execute them. */
export async function takeUpRuns(
  control: Connection,
  nodeId: string,
  runs: readonly OwnedEpoch[],
): Promise<readonly OwnedRun[]> {
  const { rows } = await control.query<ClaimedRow>({
    name: "scoria_take_up_runs",
    text: "select * from scoria.take_up_runs($1, $2::uuid[], $3::integer[])",
    values: [nodeId, runs.map(({ runId }) => runId), runs.map(({ epoch }) => epoch)],
  });
  return rows.map(toOwned);
}

function toOwned(row: ClaimedRow): OwnedRun {
  const { run_id: runId, tenant_id: tenantId, kind, epoch, started_at: startedAt } = row;
  return { runId, tenantId, kind, epoch, startedAt: startedAt === null ? null : startedAt.getTime() };
}
