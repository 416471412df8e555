import type { EngineParts } from "../execution/engine-parts.ts";
import { failPoint } from "../fail-points.ts";
import { deleteLeftEntries, deleteRuns, lookAt, removePayloads, type OldRun, type Step } from "./old-runs.ts";
import type { Ages, RetentionPlan } from "./retention-plan.ts";
import { TenantAges } from "./tenant-ages.ts";
import { TenantCounts } from "./tenant-counts.ts";
import type { TenantRetention } from "./retention.ts";

/** What is wanted of one pass over the heads, oldest first. */
export interface Removal {
  readonly plan: RetentionPlan;
  /** Null: all. */
  readonly tenants: readonly string[] | null;
  /** Who does it, as the tombstones say. */
  readonly by: string;
  readonly dryRun: boolean;
  /** How many runs at most. */
  readonly limit: number;
  /** The run to begin after; null: with the oldest. */
  readonly after: string | null;
  /** Whether a tenant whose policy cannot be had is left out, and does not end the pass. */
  readonly skipFaulty: boolean;
  /** Asked between two statements. */
  readonly isOver: () => boolean;
  /** Does one statement. */
  readonly ask: <T>(doing: string, statement: () => Promise<T>) => Promise<T>;
}

/** What one pass did. */
export interface Removed {
  readonly tenants: readonly TenantRetention[];
  /** Whether it came to the youngest run that could be old; else the next pass goes on after `last`. */
  readonly isEnd: boolean;
  readonly last: string | null;
  /** Somebody else was at one of the runs: it was left. */
  readonly hasSkipped: boolean;
}

interface Due {
  readonly run: OldRun;
  readonly ages: Ages;
  readonly what: "delete" | "prune";
}

/** Walks the heads and removes what is old, one small batch after the other, each in a commit of its own. */
export async function removeOld(parts: EngineParts, removal: Removal): Promise<Removed> {
  const { lanes: connection } = parts.database;
  const { tenants, by, dryRun, ask, isOver } = removal;
  const ages = new TenantAges(parts, removal.plan, removal.skipFaulty);
  const counts = new TenantCounts();
  let room = removal.limit;
  let last = removal.after;
  let hasSkipped = false;

  const finishBegun = async (): Promise<void> => {
    while (!dryRun && !isOver()) {
      if (!(await ask("deleting old entries", () => deleteLeftEntries(connection, tenants)))) return;
    }
  };
  const inBatches = async (due: readonly Due[], doing: string, work: (due: readonly Due[]) => Promise<Step>) => {
    if (dryRun) return due.map(({ run }) => run.runId);
    const done: string[] = [];
    for (let rest = due; rest.length > 0 && !isOver();) {
      const step = await ask(doing, () => work(rest));
      await failPoint("retention.after-batch");
      done.push(...step.done);
      if (!step.isFull) break;
      rest = rest.filter(({ run }) => !step.done.includes(run.runId));
    }
    return done;
  };

  await finishBegun();
  while (!isOver()) {
    const slice = await ask("looking for old runs", () => lookAt(connection, last, removal.plan, tenants));
    const due = await dueOf(slice.old, ages);
    for (const { run } of due) if (run.isFollowed) counts.add(run.tenantId, "leftForLanes");
    const free = due.filter(({ run }) => !run.isFollowed);
    const now = free.slice(0, room);
    const toDelete = now.filter(({ what }) => what === "delete");
    const toPrune = now.filter(({ what }) => what === "prune");
    const deleted = await inBatches(toDelete, "deleting old runs", (some) =>
      deleteRuns(
        connection,
        some.map(({ run, ages: { runsAfterMs } }) => [run.runId, runsAfterMs ?? 0]),
        by,
      ),
    );
    const pruned = await inBatches(toPrune, "removing old payloads", (some) =>
      removePayloads(
        connection,
        some.map(({ run, ages: { payloadsAfterMs } }) => [run.runId, payloadsAfterMs ?? 0]),
      ),
    );
    for (const { run } of toDelete) if (deleted.includes(run.runId)) counts.add(run.tenantId, "runsDeleted");
    for (const { run } of toPrune) if (pruned.includes(run.runId)) counts.add(run.tenantId, "payloadsPruned");
    if (deleted.length > 0) await finishBegun();
    const isWhole = deleted.length + pruned.length === now.length;
    if (isOver() && !isWhole) break;
    hasSkipped ||= !isWhole;
    room -= now.length;
    if (now.length < free.length) break;
    if (slice.isEnd) return { tenants: counts.all(), isEnd: true, last: null, hasSkipped };
    last = slice.lastRun ?? last;
    if (room === 0) break;
  }
  return { tenants: counts.all(), isEnd: false, last, hasSkipped };
}

/** Whoever is to be deleted need not be pruned first. */
async function dueOf(old: readonly OldRun[], tenantAges: TenantAges): Promise<readonly Due[]> {
  const due: Due[] = [];
  for (const run of old) {
    const ages = await tenantAges.of(run.tenantId);
    if (ages === undefined) continue;
    if (ages.runsAfterMs !== null && run.ageMs >= ages.runsAfterMs) due.push({ run, ages, what: "delete" });
    else if (ages.payloadsAfterMs !== null && run.ageMs >= ages.payloadsAfterMs && !run.isBare)
      due.push({ run, ages, what: "prune" });
  }
  return due;
}
