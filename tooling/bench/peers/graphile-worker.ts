import { Pool } from "pg";
import type { Runner } from "graphile-worker";
import type { Contestant } from "../contestants/contestant.ts";
import { inBatches } from "./in-batches.ts";

// Its own performance test has this, as each job would be a line on the console otherwise. It is read once, when it is loaded.
process.env["NO_LOG_SUCCESS"] = "1";
const { Logger, makeWorkerUtils, run } = await import("graphile-worker");

const task = "job";

/** A line for each start and stop would be of no use here. */
const logger = new Logger(() => (level, message) => {
  if (level === "error" || level === "warning") console.error(message);
});

export const contestant: Contestant = {
  name: "graphile-worker",
  packages: ["graphile-worker"],
  note: "a queue only; deletes finished jobs; a killed worker's jobs are given to others after four hours",

  async queue({ databaseUrl, concurrency }) {
    const utils = await makeWorkerUtils({
      connectionString: databaseUrl,
      maxPoolSize: Math.min(32, Math.max(10, concurrency)),
      logger,
    });
    await utils.migrate();
    return {
      enqueueInBulk: (count) =>
        inBatches(count, (some) =>
          utils.addJobs(Array.from({ length: some }, () => ({ identifier: task, payload: {} }))),
        ),
      async enqueueOne() {
        await utils.addJob(task, {});
      },
      async [Symbol.asyncDispose]() {
        await utils.release();
      },
    };
  },

  async drainer({ databaseUrl }) {
    const pool = new Pool({ connectionString: databaseUrl, max: 1 });
    let runner: Runner | undefined;
    return {
      async drain(count) {
        const enough = Promise.withResolvers<void>();
        let handled = 0;
        runner = await run({
          // Those of its performance page, but for the local queue: 500 there, and its documentation has more for tiny jobs. 2,000
          // were a third faster here; 5,000 a little faster still, but one worker would have locked a quarter of all.
          preset: {
            worker: {
              connectionString: databaseUrl,
              concurrentJobs: 24,
              maxPoolSize: 25,
              localQueue: { size: 2_000 },
              completeJobBatchDelay: 0,
              failJobBatchDelay: 0,
              logger,
            },
          },
          noHandleSignals: true,
          taskList: {
            [task]() {
              handled += 1;
              if (handled >= count) enough.resolve();
            },
          },
        });
        // One that fails has nothing more to say.
        await Promise.race([enough.promise, runner.promise]);
        // What was handled need not be deleted yet. The database is asked about the last few only.
        while (await isUnfinished(pool)) await new Promise((resolve) => setTimeout(resolve, 5));
      },
      async [Symbol.asyncDispose]() {
        await pool.end();
        await runner?.stop();
      },
    };
  },
};

async function isUnfinished(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ unfinished: boolean }>(
    "select exists (select from graphile_worker.jobs) as unfinished",
  );
  return rows[0]?.unfinished !== false;
}
