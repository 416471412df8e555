import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { readBoolean, readPositiveInteger } from "../decode/option-values.ts";
import { readOptions } from "../decode/read-options.ts";
import { readOperator } from "../identity/operator-scope.ts";
import { readRunId } from "../ids/run-id.ts";
import { forOneCall } from "../patience.ts";
import { operatorMark } from "./removed-by.ts";
import { removeOld } from "./remove-old.ts";
import { removesAnything } from "./retention-plan.ts";
import { toTombstone, type TombstoneRow } from "./tombstone-row.ts";
import type { RetentionReport, Tombstone } from "./retention.ts";

const mostRuns = 100_000;

/** Removes what is old of the operator's tenants, now. @throws INVALID_IDENTITY, INVALID_INPUT, UNKNOWN_OPTION */
export async function applyRetention(core: Core, operator: unknown, options: unknown): Promise<RetentionReport> {
  const { actorId, tenants } = readOperator(operator);
  const given = readOptions(options, ["dryRun", "limit"], "retention.apply");
  const dryRun = given.dryRun === undefined ? false : readBoolean(given.dryRun, "dryRun");
  const limit = given.limit === undefined ? 1_000 : readPositiveInteger(given.limit, "limit", { max: mostRuns });
  if (!removesAnything(core.retention)) return { tenants: [], more: false };
  const removed = await removeOld(core, {
    plan: core.retention,
    tenants,
    by: operatorMark(actorId),
    dryRun,
    limit,
    after: null,
    skipFaulty: false,
    isOver: () => false,
    // It may take many statements: each has as much patience as a verb of one.
    ask: (doing, statement) => askDatabase(forOneCall(core), doing, statement),
  });
  if (!dryRun) core.logger.info("An operator applied retention.", { by: actorId, runs: countOf(removed.tenants) });
  return { tenants: removed.tenants, more: !removed.isEnd || removed.hasSkipped };
}

/** @throws INVALID_IDENTITY, INVALID_INPUT */
export async function readTombstone(core: Core, operator: unknown, givenRunId: unknown): Promise<Tombstone | null> {
  const { tenants } = readOperator(operator);
  const runId = readRunId(givenRunId);
  const { rows } = await askDatabase(core, "reading a tombstone", () =>
    core.readAs(tenants).query<TombstoneRow>({
      name: "scoria_read_tombstone",
      text: `
select run_id, tenant_id, status, seq, encode(hash, 'hex') as hash, created_at, finished_at, deleted_at, after_ms,
  deleted_by
from scoria.tombstones
where run_id = $1 and tenant_id = any ($2::text[])`,
      values: [runId, tenants],
    }),
  );
  return rows[0] === undefined ? null : toTombstone(rows[0]);
}

function countOf(tenants: RetentionReport["tenants"]): number {
  return tenants.reduce((sum, { payloadsPruned, runsDeleted }) => sum + payloadsPruned + runsDeleted, 0);
}
