import type { IndexMigration, MigrationIndex } from "../migrate.ts";

const waitingKinds = ["approval", "timer", "signal", "runs", "operator"] as const;

/** What a list narrows by within an index, so that no head is read that does not match. */
const narrowing = "kind, actor_id, queue";

/**
 * The orders in which operators read runs. Decision 0017 has the figures.
 *
 * - `runs_listed` is the only one that a quick run is written to beyond what it was before, at its start and at its end. It has
 *   no column that changes, so that the second row is told for a version of the first.
 * - `runs_of_session` takes the place of an index in which the newest came first.
 * - The others are of runs that wait or went wrong: a run that starts and completes never enters them.
 * - Ids ascend, since new ones then fill pages to the end. They are "nulls first", which no id ever is: an order that the
 *   primary key does not have, so that `order by run_id desc nulls last` is never answered by a walk past the runs of others.
 */
export const runIndexesMigration: IndexMigration = {
  name: "0015-run-indexes",
  indexes: [
    { name: "runs_listed", on: `scoria.runs (tenant_id, run_id nulls first, ${narrowing})` },
    {
      name: "runs_of_session",
      on: `scoria.runs (tenant_id, session_id, run_id, ${narrowing}) where session_id is not null`,
    },
    {
      name: "runs_standing",
      on:
        `scoria.runs (tenant_id, status, run_id nulls first, ${narrowing}) ` +
        "where status in ('queued', 'waiting', 'failed', 'cancelled', 'halted')",
    },
    // One each and not one with the kind in it: under row security what is not leakproof, such as ->>, opens no index.
    ...waitingKinds.map((kind): MigrationIndex => ({
      name: `runs_waiting_${kind}`,
      on:
        `scoria.runs (tenant_id, run_id nulls first, ${narrowing}) ` +
        `where status = 'waiting' and waiting_for ->> 'kind' = '${kind}'`,
    })),
    {
      name: "approvals_approved",
      on: "scoria.approvals (tenant_id, tool, approval_id) where status = 'approved'",
    },
  ],
};
