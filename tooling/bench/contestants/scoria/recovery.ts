import { setTimeout as sleep } from "node:timers/promises";
import { createScoria, migrate, type Scoria } from "@scoria/core";
import { Pool } from "pg";
import { stepResult, stepsOfRun, type Recoverer, type RecoveryWork, type Setting } from "../contestant.ts";
import { starter } from "./starter.ts";

/**
 * A tenth of each default, so that a measurement does not wait for half a minute: a dead process's runs are free when its lease
 * has run out, and are then found at the next poll.
 */
const times = { leaseMs: 3_000, heartbeatMs: 1_000, pollMs: 100 };

const timeoutMs = 120_000;

function open({ databaseUrl, concurrency }: Setting, stepMs: number, onStep: () => void): Promise<Scoria> {
  return createScoria({
    database: databaseUrl,
    worker: { ...times, concurrency },
    handlers: {
      async work(ctx) {
        for (let step = 0; step < stepsOfRun; step += 1) {
          await ctx.step(`step-${step}`, async () => {
            await sleep(stepMs);
            onStep();
            return stepResult(step);
          });
        }
        return null;
      },
    },
  });
}

export async function recovery(setting: Setting): Promise<RecoveryWork> {
  await migrate({ database: setting.databaseUrl });
  let scoria: Scoria | undefined;
  return {
    async begin(ids, stepMs, onStep) {
      const opened = await open(setting, stepMs, onStep);
      scoria = opened;
      const who = opened.identity(starter);
      await Promise.all(
        ids.map(async (id) => {
          const { runId } = await opened.startRun(who, { initialStep: { kind: "work" }, idempotencyKey: id });
          await opened.waitForRun(who, runId, { until: "settled", timeoutMs });
        }),
      );
    },
    async [Symbol.asyncDispose]() {
      await scoria?.close();
    },
  };
}

export async function recoverer(setting: Setting): Promise<Recoverer> {
  const pool = new Pool({ connectionString: setting.databaseUrl, max: 1 });
  let scoria: Scoria | undefined;
  return {
    async recover(ids, stepMs, onStep, onTakeover) {
      const { rows } = await pool.query<{ run_id: string }>(
        "select run_id from scoria.runs where idempotency_key = any ($1::text[])",
        [ids],
      );
      setTimeout(onTakeover, await msUntilLeaseEnds(pool));
      const opened = await open(setting, stepMs, onStep);
      scoria = opened;
      const who = opened.identity(starter);
      await Promise.all(rows.map((row) => opened.waitForRun(who, row.run_id, { until: "settled", timeoutMs })));
    },
    countEnded: (ids) => countEnded(pool, ids),
    async [Symbol.asyncDispose]() {
      await pool.end();
      await scoria?.close();
    },
  };
}

/** Of the killed process, the only one there was. */
async function msUntilLeaseEnds(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ ms: number }>(`
    select extract(epoch from max(heartbeat_at) - clock_timestamp())::float8 * 1000 + ${times.leaseMs} as ms
    from scoria.nodes`);
  return Math.max(0, rows[0]?.ms ?? 0);
}

async function countEnded(pool: Pool, ids: readonly string[]): Promise<number> {
  const { rows } = await pool.query<{ ended: number }>({
    text: `
      select count(*)::int as ended
      from scoria.runs
      where idempotency_key = any ($1::text[]) and status = 'completed' and (
        select count(*) from scoria.journal where run_id = runs.run_id and type = 'step.completed'
      ) = ${stepsOfRun}`,
    values: [ids],
  });
  return rows[0]?.ended ?? 0;
}
