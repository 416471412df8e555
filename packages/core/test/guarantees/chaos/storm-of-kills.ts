import { setTimeout as time } from "node:timers/promises";
import { createScoria, quietLogger } from "../../../src/index.ts";
import { ana } from "../../../src/testing/create-test-scoria.ts";
import { openRaceDatabase, until, type RaceDatabase } from "../races/race-database.ts";
import { Chance } from "../rig/chance.ts";
import { DbMonkey } from "../rig/db-monkey.ts";
import { EffectLedger } from "../rig/effect-ledger.ts";
import { History } from "../rig/history.ts";
import { WorkerFarm } from "../rig/worker-farm.ts";
import { judgeStorm, readRuns, type Judgement } from "./judge-storm.ts";

export interface Weather {
  readonly seed: number;
  readonly ms: number;
  readonly kind?: "work" | "unrecorded";
  /** What a naive form lacks, done to the database before anybody works on it. */
  readonly weaken?: (race: RaceDatabase) => Promise<void>;
  /** Once nothing happens any more, runs are stuck when for so long none of them has ended. */
  readonly settleMs?: number;
}

export interface AfterStorm extends Judgement {
  readonly kills: number;
  readonly pauses: number;
  readonly terminated: number;
  readonly faults: number;
  readonly acknowledged: number;
  /** Starts whose outcome their caller was not told, and that it asked for again. */
  readonly unknown: number;
  readonly refused: number;
  readonly unhandled: readonly string[];
  readonly crashes: readonly string[];
  /** Where those stand that did not end, the first few. */
  readonly lying: readonly unknown[];
  /** How many runs had not ended when the last fault was over, and how long they took from then on. */
  readonly leftOfStorm: number;
  readonly settledAfterMs: number;
}

export const concurrency = 8;
const leaseMs = 1_000;
const worker = { concurrency, leaseMs, heartbeatMs: 200, pollMs: 50 };
const workers = 3;
const faultEveryMs = 200;
/** Fifty runs a second, whatever happens to those who execute them. */
const startEveryMs = 20;

/** Has three processes execute runs while one of them is killed or stopped, or a session ended, five times a second. */
export async function stormOfKills({
  seed,
  ms,
  kind = "work",
  weaken,
  settleMs = 20_000,
}: Weather): Promise<AfterStorm> {
  await using race = await openRaceDatabase();
  await weaken?.(race);
  await using ledger = await EffectLedger.open();
  const chance = new Chance(seed);
  await using monkey = await DbMonkey.open(race.url, chance);
  const task = { database: race.url, ledger: ledger.url, worker };
  await using farm = new WorkerFarm(new URL("storm-worker.ts", import.meta.url), task);
  await using client = await createScoria({ database: race.url, worker: false, logger: quietLogger });
  await Promise.all(Array.from({ length: workers }, () => farm.spawn().ready));

  const history = new History<string>();
  const pauses: Promise<void>[] = [];
  const starting: Promise<void>[] = [];
  const begun = performance.now();
  const start = async (): Promise<void> => {
    const many = Math.round(ms / startEveryMs);
    for (let n = 0; n < many; n += 1) {
      await time(Math.max(0, begun + n * startEveryMs - performance.now()));
      const idempotencyKey = `order-${n}`;
      starting.push(
        history.insist(
          idempotencyKey,
          async () => (await client.startRun(ana, { initialStep: { kind }, idempotencyKey })).runId,
        ),
      );
    }
  };
  const harm = async (): Promise<void> => {
    for (let fault = 1; performance.now() < begun + ms; fault += 1) {
      await time(Math.max(0, begun + fault * faultEveryMs - performance.now()));
      const victim = chance.oneOf(farm.living);
      const lot = chance.below(100);
      if (lot < 20 || victim === undefined) await monkey.terminateOne();
      else if (lot < 60) {
        await farm.kill(victim);
        farm.spawn();
      } else pauses.push(farm.pause(victim, chance.between(leaseMs * 1.1, leaseMs * 2)));
    }
  };
  await Promise.all([start(), harm()]);
  await Promise.all(pauses);
  await Promise.all(starting);
  const calm = performance.now();
  const left = async (): Promise<number> =>
    (
      await race.sql<{ n: number }>(
        "select count(*) as n from scoria.runs where status in ('queued', 'running', 'waiting')",
      )
    )[0]?.n ?? 0;
  const leftOfStorm = await left();
  // What is still there when nothing moves any more is counted as stuck.
  for (let before = leftOfStorm, now = 0; before > 0; before = now) {
    const moved = async (): Promise<boolean> => (now = await left()) < before;
    if (!(await until("some run has ended", moved, settleMs).catch(() => false))) break;
  }
  const lying = await race.sql(
    `select r.run_id, r.status, r.waiting_for, r.owner, r.epoch, (scoria.clock() - n.heartbeat_at)::text as silent, j.seq, j.type,
       (scoria.clock() - j.at)::text as since
     from scoria.runs r
     left join scoria.nodes n on n.node_id = r.owner
     cross join lateral (select * from scoria.journal j where j.run_id = r.run_id order by j.seq desc limit 1) j
     where r.finished_at is null
     order by r.run_id limit 20`,
  );
  const settledAfterMs = Math.round(performance.now() - calm);

  const acknowledged = new Map(history.answers().map(({ key, answer }) => [key, answer]));
  const judgement = judgeStorm(acknowledged, await readRuns(race.database), await ledger.read());
  return {
    kills: farm.done.kills,
    pauses: farm.done.pauses,
    terminated: monkey.terminated,
    faults: farm.done.kills + farm.done.pauses + monkey.terminated,
    acknowledged: acknowledged.size,
    unknown: history.count("info"),
    refused: history.count("fail"),
    ...judgement,
    unhandled: farm.words.flatMap((word) => (word.what === "unhandled" ? [word.error] : [])),
    crashes: farm.crashes,
    lying,
    leftOfStorm,
    settledAfterMs,
  };
}
