import { createScoria, quietLogger } from "../../../src/index.ts";
import { ana } from "../../../src/testing/create-test-scoria.ts";
import { openRaceDatabase, until } from "../races/race-database.ts";
import { unchainedBatch } from "../races/naive/unchained-batch.ts";
import { Chance } from "../rig/chance.ts";
import { WorkerFarm } from "../rig/worker-farm.ts";
import { readRuns } from "./judge-storm.ts";
import { checkChain } from "../../../src/journal/check-chain.ts";
import { staleRecords } from "./stale-records.ts";

export interface PausePlan {
  readonly seed: number;
  /** Leaves the chain check out of the database's own batch function. */
  readonly unchained?: boolean;
  /** Ends the pauses. */
  readonly enough: (figures: { readonly fencedOut: number; readonly stale: number }) => boolean;
  /** Ends them as well, however little has happened. */
  readonly atMostMs: number;
}

export interface AfterPauses {
  readonly pauses: number;
  readonly runs: number;
  readonly ended: number;
  /** Writes of processes that no longer had the run. */
  readonly fencedOut: number;
  /** How often a process stopped a run: most stop by themselves, before they hear of their fate. */
  readonly lost: number;
  readonly stale: number;
  readonly chainBreaks: number;
  readonly unhandled: readonly string[];
  readonly crashes: readonly string[];
}

const leaseMs = 300;
const worker = { concurrency: 12, leaseMs, heartbeatMs: 60, pollMs: 50 };
/** Finishes what is left: nobody stops it, and no slow machine makes it stop itself. */
const calm = { concurrency: 64, leaseMs: 30_000, heartbeatMs: 5_000, pollMs: 50 };
const underWay = 40;

/** Three processes, one of which stands still for longer than its lease; then it goes on with what is no longer its own. */
export async function pauseOwners({ seed, unchained = false, enough, atMostMs }: PausePlan): Promise<AfterPauses> {
  await using race = await openRaceDatabase();
  if (unchained) await race.sql(unchainedBatch());
  const chance = new Chance(seed);
  const task = { database: race.url, ledger: race.url, worker };
  await using farm = new WorkerFarm(new URL("paused-worker.ts", import.meta.url), task);
  await using client = await createScoria({ database: race.url, worker: false, logger: quietLogger });
  await Promise.all([farm.spawn().ready, farm.spawn().ready, farm.spawn().ready]);

  const fencedOut = (): number =>
    farm.words.reduce((all, word) => all + (word.what === "fenced out" ? word.runs : 0), 0);
  const left = async (): Promise<number> =>
    (await race.sql<{ n: number }>("select count(*) as n from scoria.runs where finished_at is null"))[0]?.n ?? 0;
  const deadline = performance.now() + atMostMs;
  for (;;) {
    const missing = underWay - (await left());
    await client.startRuns(
      ana,
      Array.from({ length: Math.max(0, missing) }, () => ({ initialStep: { kind: "pairs" } })),
    );
    const victim = chance.oneOf(farm.living);
    if (victim !== undefined) await farm.pause(victim, chance.between(330, 580));
    const stale = unchained ? staleRecords(await readRuns(race.database)) : 0;
    if (enough({ fencedOut: fencedOut(), stale }) || performance.now() > deadline) break;
  }
  // The naive form may leave runs that nobody can go on with.
  if (!unchained) {
    await Promise.all(farm.living.map((one) => farm.end(one)));
    await farm.spawn(calm).ready;
    await until("all runs have ended", async () => (await left()) === 0, 60_000).catch(() => undefined);
  }
  const runs = await readRuns(race.database);
  return {
    pauses: farm.done.pauses,
    runs: runs.length,
    ended: runs.filter(({ status }) => status === "completed").length,
    fencedOut: fencedOut(),
    lost: farm.words.filter(({ what }) => what === "lost").length,
    stale: staleRecords(runs),
    chainBreaks: runs.filter(({ runId, entries }) => !checkChain(entries, { runId }).ok).length,
    unhandled: farm.words.flatMap((word) => (word.what === "unhandled" ? [word.error] : [])),
    crashes: farm.crashes,
  };
}
