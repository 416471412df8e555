import { Pool } from "pg";
import { PgBoss, type ConstructorOptions } from "pg-boss";
import type { Contestant, Setting } from "../contestants/contestant.ts";
import { inBatches } from "./in-batches.ts";

const jobs = "jobs";

/** Of those tried the fastest: batches of 500 were a quarter slower, and of 2,000 by one worker a third. */
const work = { batchSize: 2_000, localConcurrency: 2, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 };

/** Without the schedules that nobody has here. Traces are of no cost as long as nobody registers an OpenTelemetry SDK. */
async function start(options: ConstructorOptions): Promise<PgBoss> {
  const boss = new PgBoss({ ...options, schedule: false });
  // Without a listener the first one would end the process.
  boss.on("error", console.error);
  return await boss.start();
}

async function stop(boss: PgBoss): Promise<void> {
  await boss.stop({ graceful: true });
}

export const contestant: Contestant = {
  name: "pg-boss",
  packages: ["pg-boss"],
  note: "a queue only; keeps finished jobs for seven days; a killed worker's jobs are given to others after 15 minutes",

  async queue({ databaseUrl, concurrency }) {
    // One that only sends leaves the upkeep to the workers.
    const boss = await start({
      connectionString: databaseUrl,
      max: poolSize(concurrency),
      supervise: false,
    });
    // A table of its own is what is advised for a large queue.
    await boss.createQueue(jobs, { partition: true });
    return {
      enqueueInBulk: (count) =>
        inBatches(count, (some) =>
          boss.insert(
            jobs,
            Array.from({ length: some }, () => ({})),
          ),
        ),
      async enqueueOne() {
        await boss.send(jobs);
      },
      [Symbol.asyncDispose]: () => stop(boss),
    };
  },

  async drainer({ databaseUrl, concurrency }) {
    const pool = new Pool({ connectionString: databaseUrl, max: 1 });
    let boss: PgBoss | undefined;
    return {
      async drain(count) {
        const enough = Promise.withResolvers<void>();
        let handled = 0;
        boss = await start({ connectionString: databaseUrl, max: poolSize(concurrency) });
        await boss.work(jobs, work, async (batch) => {
          handled += batch.length;
          if (handled >= count) enough.resolve();
        });
        await enough.promise;
        // What was handled need not be completed yet. The database is asked about the last few only.
        while (await isUnfinished(pool)) await new Promise((resolve) => setTimeout(resolve, 5));
      },
      async [Symbol.asyncDispose]() {
        await pool.end();
        if (boss !== undefined) await stop(boss);
      },
    };
  },
};

function poolSize(concurrency: Setting["concurrency"]): number {
  // Not below the default.
  return Math.min(32, Math.max(10, concurrency));
}

async function isUnfinished(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ unfinished: boolean }>({
    text: "select exists (select from pgboss.job where name = $1 and state < 'completed') as unfinished",
    values: [jobs],
  });
  return rows[0]?.unfinished !== false;
}
