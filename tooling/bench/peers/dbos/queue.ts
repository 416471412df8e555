import { DBOS, DBOSClient } from "@dbos-inc/dbos-sdk";
import { Pool } from "pg";
import type { Drainer, QueueWork, Setting } from "../../contestants/contestant.ts";
import { application, launch } from "./launch.ts";

const job = { queueName: "jobs", workflowName: "job" };

/** Of those tried the fastest: 100 jobs at once drained a sixth slower, and the default interval is a second. */
const settings = { workerConcurrency: 1_000, minPollingIntervalMs: 10 };

/** There is no verb for many at once, so many share a commit, on a few connections. */
const perCommit = 1_000;
const connections = 4;

export async function queue({ databaseUrl }: Setting): Promise<QueueWork> {
  await DBOS.migrate(databaseUrl);
  const client = await DBOSClient.create({ systemDatabaseUrl: databaseUrl, applicationName: application });
  // Kept in the database, so that a worker finds its queue when it boots and need not wait for its next look.
  await client.registerQueue(job.queueName, settings);
  const pool = new Pool({ connectionString: databaseUrl, max: connections });

  async function enqueueTogether(count: number): Promise<void> {
    const connection = await pool.connect();
    try {
      await connection.query("begin");
      for (let enqueued = 0; enqueued < count; enqueued += 1) await client.enqueueInTransaction(connection, job);
      await connection.query("commit");
    } catch (error) {
      await connection.query("rollback");
      throw error;
    } finally {
      connection.release();
    }
  }

  return {
    async enqueueInBulk(count) {
      let left = count;
      async function enqueueSome(): Promise<void> {
        while (left > 0) {
          const now = Math.min(perCommit, left);
          left -= now;
          await enqueueTogether(now);
        }
      }
      await Promise.all(Array.from({ length: connections }, enqueueSome));
    },
    async enqueueOne() {
      await client.enqueue(job);
    },
    async [Symbol.asyncDispose]() {
      await pool.end();
      await client.destroy();
    },
  };
}

export async function drainer({ databaseUrl }: Setting): Promise<Drainer> {
  let begun = 0;
  const enough = Promise.withResolvers<void>();
  let wanted = Number.POSITIVE_INFINITY;
  DBOS.registerWorkflow(
    async () => {
      begun += 1;
      if (begun >= wanted) enough.resolve();
    },
    { name: job.workflowName },
  );
  const pool = new Pool({ connectionString: databaseUrl, max: 1 });
  return {
    async drain(count) {
      wanted = count;
      await launch(databaseUrl);
      await enough.promise;
      // What this process has begun need not be recorded yet. The database is asked about the last few only.
      while ((await countUnfinished(pool)) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    async [Symbol.asyncDispose]() {
      await pool.end();
      await DBOS.shutdown();
    },
  };
}

async function countUnfinished(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ unfinished: number }>({
    text: `
      select count(*)::int as unfinished
      from dbos.workflow_status
      where queue_name = $1 and status in ('ENQUEUED', 'PENDING')`,
    values: [job.queueName],
  });
  return rows[0]?.unfinished ?? Number.NaN;
}
