import { describe, expect, test } from "vitest";
import type { Connection, Statement } from "../../../src/database.ts";
import { createTestDatabase, serverUrl } from "../../../src/testing/test-databases.ts";

const id = "01a21456-dbb9-7257-860d-0c92d629a259";

/** The shapes of the hot statements, by what they look for. */
const statements: Readonly<Record<string, string>> = {
  "a run, with its last entry": `
    select r.run_id, l.at from scoria.runs r
    left join lateral (
      select j.at from scoria.journal j where j.run_id = r.run_id and j.tenant_id = r.tenant_id order by j.seq desc limit 1
    ) l on true
    where r.run_id = '${id}' and r.tenant_id = any ('{acme}'::text[])`,
  "a journal": `select payload from scoria.journal where run_id = '${id}' and seq >= 1 order by seq`,
  "a session": `
    select run_id from scoria.runs where tenant_id = 'acme' and session_id = 'chat-1' and run_id < '${id}'
    order by run_id desc limit 51`,
  "a key": `select run_id from scoria.runs where tenant_id = 'acme' and idempotency_key = 'k'`,
  "an inbox": `
    select approval_id from scoria.approvals where tenant_id = 'acme' and status = 'pending'
    order by approval_id desc limit 51`,
  "the approvals of a run": `select approval_id from scoria.approvals where run_id = '${id}'`,
  "what is queued": `
    select run_id from scoria.runs
    where status = 'queued' and not held and queue = 'default' and kind = 'refund' and priority = 0
      and tenant_id = 'acme' and workload = '' and format <= 1::smallint
    order by run_id limit 10`,
  "what a node owns": `select run_id from scoria.runs where owner = 'node'`,
};

/** The indexes that a plan walks and what it looks for there, without what row security filters afterwards. */
async function indexesOf(connection: Connection, text: string): Promise<readonly string[]> {
  const explain: Statement = { text: `explain (format json, costs off) ${text}`, values: [] };
  const { rows } = await connection.query<{ "QUERY PLAN": string }>(explain);
  const found: string[] = [];
  JSON.parse(rows[0]?.["QUERY PLAN"] ?? "", (key, value: unknown) => {
    if (key === "Node Type" && value === "Seq Scan") found.push("a whole table");
    if (key === "Index Name" || key === "Index Cond") found.push(`${key}: ${String(value)}`);
    return value;
  });
  return found.toSorted();
}

describe.skipIf(serverUrl === undefined)("under row security", () => {
  test.each(Object.entries(statements))("%s is found by the same index as without", async (_, text) => {
    const on = await createTestDatabase("postgres");
    const database = await on.open();
    try {
      const plans = await database.transaction(async (connection) => {
        // The tables are empty, so only its price keeps the planner from reading them whole.
        await connection.query({
          text: "set local enable_seqscan = off; set local enable_bitmapscan = off",
          values: [],
        });
        const owner = await indexesOf(connection, text);
        await connection.query({ text: "set local role scoria_writer", values: [] });
        const writer = await indexesOf(connection, text);
        await connection.query({ text: `set local scoria.tenants = '["acme"]'; reset role`, values: [] });
        await connection.query({ text: "set local role scoria_reader", values: [] });
        return { owner, writer, reader: await indexesOf(connection, text) };
      });
      expect(plans.owner).not.toContain("a whole table");
      expect(plans.owner).not.toEqual([]);
      expect(plans.writer).toEqual(plans.owner);
      expect(plans.reader).toEqual(plans.owner);
    } finally {
      await database.close();
      await on.drop();
    }
  });
});
