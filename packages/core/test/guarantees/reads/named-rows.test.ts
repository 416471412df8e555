import { expect, test } from "vitest";
import type { Connection, Statement } from "../../../src/database.ts";
import { createTestDatabase } from "../../../src/testing/test-databases.ts";
import { onEachEngine } from "../../on-each-engine.ts";

const runIdOf = (n: number): string => `018bcfe5-6800-7000-8000-${n.toString(16).padStart(12, "0")}`;
const waiting = (n: number): string => runIdOf(2 * n);
const queued = (n: number): string => runIdOf(2 * n + 1);

/** Of `from` to `to`, each even one waits for a decision and each odd one stands in the queue, with an entry to append to. */
async function fill(connection: Connection, from: number, to: number): Promise<void> {
  const texts = [
    `
insert into scoria.runs (
  run_id, tenant_id, actor_id, metadata, root_role, kind, status, awaiting_approval, resumable, epoch, format, created_at,
  updated_at, waiting_for)
select ('018bcfe5-6800-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'acme', 'ana', '{}', 'executor', 'refund',
  case n % 2 when 0 then 'waiting' else 'queued' end, n % 2 = 0, false, 1, 1, now(), now(),
  case n % 2 when 0 then '{"kind":"approval"}'::json end
from generate_series(${from}, ${to}) n`,
    `
insert into scoria.journal (run_id, seq, tenant_id, epoch, call, type, at, payload, digest, hash)
select run_id, 1, tenant_id, 1, 0, 'run.started', now(), '{}', sha256(''), sha256('') from scoria.runs on conflict do nothing`,
    `
insert into scoria.approvals (approval_id, tenant_id, run_id, seq, tool, status, requested_at)
select run_id, tenant_id, run_id, 1, 'refund', 'pending', now() from scoria.runs where status = 'waiting'
on conflict do nothing`,
  ];
  for (const text of texts) await connection.query({ text, values: [] });
}

function decide(runId: string): Statement {
  return {
    text: `
select outcome from scoria.decide_approvals(
  array[$1]::uuid[], array['{acme}'], array[$1]::uuid[], array['approved'], array['rob'], array['{}'], array[true], false)`,
    values: [runId],
  };
}

function claim(runId: string): Statement {
  return {
    text: "select run_id from scoria.claim_runs('node', array['refund'], 1::smallint, array[$1]::uuid[], 10, '')",
    values: [runId],
  };
}

/** How many entries of indexes, and rows of whole tables, a statement walks along. */
async function readsOf(connection: Connection, statement: Statement): Promise<number> {
  const counter = async (): Promise<number> => {
    const text = `
select sum(pg_stat_get_xact_tuples_returned(c.oid))::int as reads
from pg_class c
where c.relnamespace = 'scoria'::regnamespace and c.relkind in ('r', 'i')`;
    const { rows } = await connection.query<{ reads: number }>({ text, values: [] });
    return rows[0]?.reads ?? Number.NaN;
  };
  const before = await counter();
  const { rows } = await connection.query(statement);
  expect(rows).toHaveLength(1);
  return (await counter()) - before;
}

onEachEngine("what is named is looked up by its id, whatever else is pending or queued", (engine) => {
  test.each([
    ["on a database that was never analysed", 0],
    ["by plans that were made when there was little", 200],
  ])("%s", async (_, before) => {
    await using on = await createTestDatabase(engine);
    const database = await on.open();
    try {
      const reads = await database.transaction(async (connection) => {
        if (before > 0) {
          await fill(connection, 2, before);
          for (const statement of [decide(waiting(1)), claim(queued(1))]) await readsOf(connection, statement);
        }
        await fill(connection, before + 1, 4_000);
        return {
          decide: await readsOf(connection, decide(waiting(1_000))),
          claim: await readsOf(connection, claim(queued(1_000))),
        };
      });
      expect(reads.decide).toBeLessThan(60);
      expect(reads.claim).toBeLessThan(60);
    } finally {
      await database.close();
    }
  });
});
