import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Connection, Database } from "../../../src/database.ts";
import { beat } from "../../../src/nodes/heartbeat.ts";
import { createTestDatabase, serverUrl, type TestDatabase } from "../../../src/testing/test-databases.ts";
import { printFigure } from "../proof.ts";

const runs = 100_000;
const deadNodes = 1_000;
/** How many rows one sweep may touch. It finds nothing to do, so it looks at a few for each kind and each owner. */
const bound = 200;

interface Touched {
  readonly table_name: string;
  readonly rows: number;
  readonly whole: number;
}

/** A sweep as a node calls it, when there is nothing for it to do. */
const sweeps: Readonly<Record<string, string>> = {
  "looking around":
    "select * from scoria.look_around('watch', 'watch', array['work', 'rest'], 1::smallint, array['lane'])",
  "queueing what is due": "select scoria.queue_due_runs(1000)",
  "expiring approvals": "select scoria.expire_approvals(1000)",
  "halting what is late": "select scoria.halt_late_runs(1000)",
  "taking over": "select scoria.take_over_runs('watch', array['work', 'rest'], 1::smallint, 32, 5)",
  "parking what has no handler": "select scoria.park_handlerless_runs(60000, 1000)",
  "taking due schedules": "select scoria.take_due_schedules(15000, 100)",
  "noting downs": "select scoria.note_downs('watch', 1000)",
  "forgetting nodes": "select scoria.forget_nodes(1000)",
};

describe.skipIf(serverUrl === undefined)(`beside ${runs} runs and ${deadNodes} dead nodes, a sweep`, () => {
  let on: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    const made = await createTestDatabase("postgres");
    on = made;
    database = await made.open();
    await fill(database.control);
  }, 120_000);

  afterAll(async () => {
    await database.close();
    await on[Symbol.asyncDispose]();
  });

  const touchedBy = (call: string): Promise<readonly Touched[]> =>
    database.transaction(async (connection) => {
      await run(connection, call);
      const { rows } = await connection.query<Touched>({
        text: `
          select relname as table_name, seq_tup_read + coalesce(idx_tup_fetch, 0) as rows, seq_tup_read as whole
          from pg_stat_xact_user_tables where schemaname = 'scoria'`,
        values: [],
      });
      return rows;
    });

  test.each(Object.entries(sweeps))(
    "touches few rows when %s, and reads no table of runs whole",
    async (sweep, call) => {
      const touched = await touchedBy(call);
      const rows = Math.max(...touched.map((table) => table.rows));
      printFigure({ sweep, runs, deadNodes, rows });
      for (const table of touched) expect(table.rows, table.table_name).toBeLessThan(bound);
      expect(touched.filter(({ table_name: name, whole }) => whole > 0 && name !== "nodes")).toEqual([]);
    },
  );

  test("is caught when it asks the clock of each row", async () => {
    const naive = "select r.run_id from scoria.runs r where r.due_at <= scoria.clock() order by r.due_at limit 1000";
    const touched = await touchedBy(naive);
    expect(touched.find((table) => table.table_name === "runs")?.rows).toBeGreaterThan(bound);
  });
});

async function run(connection: Connection, text: string): Promise<void> {
  await connection.query({ text, values: [] });
}

/** Of each status many, none of which wants anything now; of the nodes one lives and works, and one watches. */
async function fill(control: Connection): Promise<void> {
  for (const nodeId of ["watch", "busy"]) {
    await beat(control, { nodeId, kinds: ["work", "rest"] }, { name: nodeId, concurrency: 10_000, leaseMs: 3_600_000 });
  }
  await run(
    control,
    `
insert into scoria.runs (
  run_id, tenant_id, actor_id, metadata, root_role, kind, status, waiting_for, awaiting_approval, resumable, owner, epoch,
  format, due_at, created_at, updated_at, started_at, finished_at)
select gen_random_uuid(), 'acme', 'ana', '{}', 'executor', case n % 2 when 0 then 'work' else 'rest' end, s.status,
  case s.status when 'waiting' then '{"kind":"timer"}'::json end, false, false,
  case s.status when 'running' then 'busy' end, 1, 1,
  case s.status when 'waiting' then clock_timestamp() + n * interval '1 minute' + interval '1 hour' end,
  t.at, t.at, t.at, case s.status when 'completed' then t.at end
from generate_series(1, ${runs}) n,
  lateral (select (array['waiting', 'waiting', 'queued', 'queued', 'completed'])[1 + n % 5] as status) a,
  lateral (select case when n <= 5000 then 'running' else a.status end as status) s,
  lateral (select clock_timestamp() - interval '1 day' as at) t`,
  );
  await run(
    control,
    `
insert into scoria.approvals (approval_id, tenant_id, run_id, seq, tool, status, requested_at, expires_at)
select gen_random_uuid(), 'acme', gen_random_uuid(), 2, 'refund', 'pending', clock_timestamp(),
  clock_timestamp() + n * interval '1 minute' + interval '1 hour'
from generate_series(1, 10000) n`,
  );
  await run(
    control,
    `
insert into scoria.schedules (
  schedule_id, tenant_id, name, actor_id, identity_metadata, kind, root_role, metadata, cron, time_zone, missed, next_at,
  due_at, paused_at, paused_by, created_at, updated_at)
select gen_random_uuid(), 'acme', 'schedule-' || n, 'ana', '{}', 'work', 'executor', '{}', '@daily', 'UTC', 'latest', t.at,
  t.at, case n % 2 when 0 then clock_timestamp() end, case n % 2 when 0 then 'ana' end, clock_timestamp(), clock_timestamp()
from generate_series(1, 10000) n,
  lateral (select clock_timestamp() + case n % 2 when 0 then -1 else 1 end * n * interval '1 minute' as at) t`,
  );
  await run(
    control,
    `
insert into scoria.nodes (node_id, name, started_at, heartbeat_at, gone_at, lease_ms, kinds, format)
select 'dead-' || n, 'dead-' || n % 100, t.at, t.at, t.at, 30000, array['work', 'rest'], 1
from generate_series(1, ${deadNodes}) n, lateral (select clock_timestamp() - interval '1 hour' as at) t`,
  );
}
