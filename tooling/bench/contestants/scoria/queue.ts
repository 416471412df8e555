import { setTimeout as sleep } from "node:timers/promises";
import { createScoria, migrate, type Scoria } from "@scoria/core";
import { Pool } from "pg";
import type { Drainer, QueueWork, Setting } from "../contestant.ts";
import { inBulk } from "../in-bulk.ts";
import { starter } from "./starter.ts";

/** As many as `startRuns` takes. */
const perCall = 500;
const callsAtOnce = 4;

const job = { initialStep: { kind: "job" } } as const;

/** A job is a run with all its evidence. */
export async function queue({ databaseUrl }: Setting): Promise<QueueWork> {
  await migrate({ database: databaseUrl });
  const scoria = await createScoria({ database: databaseUrl, worker: false });
  const who = scoria.identity(starter);
  return {
    enqueueInBulk: (count) =>
      inBulk(count, { perCall, atOnce: callsAtOnce }, (some) =>
        scoria.startRuns(
          who,
          Array.from({ length: some }, () => job),
        ),
      ),
    async enqueueOne() {
      await scoria.startRun(who, job);
    },
    [Symbol.asyncDispose]: () => scoria.close(),
  };
}

export async function drainer({ databaseUrl }: Setting): Promise<Drainer> {
  const pool = new Pool({ connectionString: databaseUrl, max: 1 });
  let handled = 0;
  let scoria: Scoria | undefined;
  return {
    async drain(count) {
      scoria = await createScoria({
        database: databaseUrl,
        handlers: {
          job() {
            handled += 1;
            return null;
          },
        },
      });
      // The database is asked only when this process has come to rest, so that asking costs next to nothing: before it has done
      // all, others may do the rest.
      for (let before = -1; before !== handled || (await isOpen(pool));) {
        before = handled;
        await sleep(handled < count ? 25 : 5);
      }
    },
    handled: () => handled,
    async left() {
      const { rows } = await pool.query<{ left: number }>(
        "select count(*)::int as left from scoria.runs where status <> 'completed'",
      );
      return rows[0]?.left ?? Number.NaN;
    },
    async [Symbol.asyncDispose]() {
      await pool.end();
      await scoria?.close();
    },
  };
}

async function isOpen(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ open: boolean }>(`
    select exists (select from scoria.runs where status = 'queued')
      or exists (select from scoria.runs where owner is not null) as open`);
  return rows[0]?.open !== false;
}
