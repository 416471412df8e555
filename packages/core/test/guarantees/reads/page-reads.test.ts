import { expect, test } from "vitest";
import type { Connection } from "../../../src/database.ts";
import { newestRuns, newestRunsValues, type RunsWanted } from "../../../src/runs/newest-runs.ts";
import { createTestDatabase } from "../../../src/testing/test-databases.ts";
import { onEachEngine } from "../../on-each-engine.ts";

const runs = 5_000;
const page = 51;
const many = Array.from({ length: 20 }, (_, at) => `tenant-${at}`);

/** One tenant with nearly all runs, twenty with a hundred each among them; of each kind, and none of the kinds that are asked for. */
const fill = `
insert into scoria.runs (
  run_id, tenant_id, actor_id, session_id, metadata, root_role, kind, status, awaiting_approval, resumable, epoch, format,
  created_at, updated_at, finished_at, waiting_for)
select
  (lpad(to_hex(1700000000000 + n), 12, '0') || '7000' || '8000' || lpad(to_hex(n), 12, '0'))::uuid,
  case when n % 5 < 3 then 'large' else 'tenant-' || n % 20 end, 'ana', 'chat-' || n / 10, '{}', 'executor', 'refund',
  case when n % 50 = 0 then 'waiting' else 'completed' end, false, false, 1, 1, now(), now(),
  case when n % 50 > 0 then now() end, case when n % 50 = 0 then '{"kind":"timer"}'::json end
from generate_series(1, ${runs}) n`;

/** What is wanted, and that it reads no more heads than it must: those of the page, or none. */
const lists: Readonly<Record<string, Omit<RunsWanted, "tenants" | "most">>> = {
  "the newest": {},
  "those of an old page": { before: "018bcfe5-6a00-7000-8000-000000000000" },
  "those of a kind that all are of": { kind: "refund" },
  "those of a kind that none is of": { kind: "never" },
  "those of an actor whose none is": { actorId: "nobody" },
  "those in a queue in which none is": { queue: "never" },
  "those of a session": { sessionId: "chat-100" },
  "those of a session that has none": { sessionId: "never" },
  "those that failed, which none has": { status: ["failed"] },
  "those that go wrong or run, which none does": { status: ["failed", "halted", "cancelled", "running"] },
  "those that wait": { status: ["waiting"] },
  "those that wait for a timer": { waitingFor: "timer" },
  "those that wait for an operator, which none does": { waitingFor: "operator" },
  "those that have completed, of a kind that none is of": { status: ["completed"], kind: "never" },
  "those that wait, of a kind that none is of": { status: ["waiting"], kind: "never" },
  "those of a time": { from: "018bcfe5-6a00-7000-8000-000000000000", through: "018bcfe5-6a20-7000-8000-000000000000" },
};

/** How many rows of the heads a statement reads, and how many of those by reading the whole table. */
async function readsOf(connection: Connection, wanted: RunsWanted): Promise<{ fetched: number; whole: number }> {
  const counters = async (): Promise<{ fetched: number; whole: number }> => {
    const text = `
select sum(pg_stat_get_xact_tuples_fetched(i.indexrelid))::int as fetched,
  min(pg_stat_get_xact_tuples_returned(i.indrelid))::int as whole
from pg_index i
where i.indrelid = 'scoria.runs'::regclass`;
    const { rows } = await connection.query<{ fetched: number; whole: number }>({ text, values: [] });
    return rows[0] ?? { fetched: Number.NaN, whole: Number.NaN };
  };
  const before = await counters();
  await connection.query({ text: `select * from ${newestRuns}`, values: newestRunsValues(wanted) });
  const after = await counters();
  return { fetched: after.fetched - before.fetched, whole: after.whole - before.whole };
}

onEachEngine("a page of runs", (engine) => {
  test("reads the heads that it shows and hardly any other, whatever matches and whoever asks", async () => {
    const on = await createTestDatabase(engine);
    const database = await on.open();
    try {
      await database.control.query({ text: fill, values: [] });
      const faults: unknown[] = [];
      for (const state of ["never analysed", "analysed"]) {
        if (state === "analysed") await database.control.query({ text: "analyze scoria.runs", values: [] });
        for (const role of ["none", "scoria_reader"]) {
          await database.transaction(async (connection) => {
            const tenants = JSON.stringify(["large", ...many]);
            await connection.query({ text: `select set_config('scoria.tenants', $1, true)`, values: [tenants] });
            await connection.query({ text: `set local role ${role}`, values: [] });
            for (const [what, wanted] of Object.entries(lists)) {
              for (const [who, of] of Object.entries({ one: ["large"], small: ["tenant-3"], many })) {
                const { fetched, whole } = await readsOf(connection, { ...wanted, tenants: of, most: page });
                // Of many tenants a few of each are looked at before it is known which.
                const most = page + (of.length > 1 ? 9 * of.length : 1);
                if (fetched > most || whole > 0) faults.push({ state, role, what, who, fetched, whole });
              }
            }
          });
        }
      }
      expect(faults).toEqual([]);
    } finally {
      await database.close();
      await on.drop();
    }
  });
});
