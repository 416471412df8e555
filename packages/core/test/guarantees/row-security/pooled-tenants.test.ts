import pg from "pg";
import { describe, expect, test } from "vitest";
import type { Connection, Database, Statement } from "../../../src/database.ts";
import { valueTypes } from "../../../src/databases/value-types.ts";
import { identity } from "../../../src/identity/identity.ts";
import { createTestScoria } from "../../../src/testing/create-test-scoria.ts";
import { createTestDatabase, serverUrl, type TestDatabase } from "../../../src/testing/test-databases.ts";
import { open } from "../../databases/fresh-database.ts";
import { TransactionPooler } from "../../databases/transaction-pooler.ts";
import { onEachEngine } from "../../on-each-engine.ts";

const atOnce = 8;
const tenants = Array.from({ length: 7 }, (_, at) => `tenant-${at}`);
/** Names no tenant, so that nothing but the door stands between the tenants. */
const readTenants: Statement = {
  name: "read-tenants",
  text: "select array(select distinct tenant_id from scoria.journal order by 1) as seen",
  values: [],
};
const readSession: Statement = {
  text: "select current_user = session_user as is_itself, coalesce(current_setting('scoria.tenants', true), '') as bound",
  values: [],
};
const failing: readonly Statement[] = [
  { text: "select 1 / 0", values: [] },
  { text: "select 9007199254740993::int8", values: [] }, // the driver's own refusal, after the server has answered
  { text: "delete from scoria.journal", values: [] },
];

async function withRunsOfEach(on: TestDatabase): Promise<void> {
  await using scoria = await createTestScoria({ on });
  for (const tenantId of tenants) await scoria.startRun(identity({ actorId: "ana", tenantId }), {});
}

/** Tenants take turns, several at once, with statements that fail and plain users of the same sessions between them. */
async function findCarried(many: number, readAs: Database["readAs"], plain: Connection): Promise<readonly string[]> {
  const carried: string[] = [];
  const turn = async (at: number): Promise<void> => {
    const tenant = tenants[at % tenants.length] ?? "";
    const next = failing[at % 41];
    if (next !== undefined) {
      await expect(readAs([tenant]).query(next)).rejects.toThrow();
      return;
    }
    const { rows } = await readAs([tenant]).query<{ seen: readonly string[] }>(readTenants);
    const seen = rows[0]?.seen.join() ?? "nothing";
    if (seen !== tenant) carried.push(`${tenant} saw ${seen}`);
    const session = (await plain.query<{ is_itself: boolean; bound: string }>(readSession)).rows[0];
    if (session?.is_itself !== true || session.bound !== "")
      carried.push(`a plain user was bound to ${session?.bound}`);
  };
  for (let at = 0; at < many; at += atOnce) {
    await Promise.all(Array.from({ length: atOnce }, (_, beside) => turn(at + beside)));
  }
  return [...new Set(carried)];
}

onEachEngine("tenants that take turns", (engine) => {
  // The embedded database has one session, and works in this thread.
  const many = engine === "postgres" ? 2_000 : 500;
  test(`${many.toLocaleString("en")} times on a pool of two carry nothing to the next user`, async () => {
    const on = await createTestDatabase(engine);
    try {
      await withRunsOfEach(on);
      const database = engine === "postgres" ? await open(on.url, { readers: 2 }) : await on.open();
      try {
        const carried = await findCarried(many, (bound) => database.readAs(bound), database.reader);
        console.log(JSON.stringify({ promise: "T3", engine, operations: many, carried: carried.length }));
        expect(carried).toEqual([]);
      } finally {
        await database.close();
      }
    } finally {
      await on.drop();
    }
  });
});

describe.skipIf(serverUrl === undefined)("tenants that take turns on a server", () => {
  test("carry nothing through a transaction pooler either", async () => {
    const on = await createTestDatabase("postgres");
    try {
      await withRunsOfEach(on);
      await using pooler = await TransactionPooler.open(on.url);
      await using database = await open(pooler.url, { readers: 4 });
      expect(await findCarried(500, (bound) => database.readAs(bound), database.reader)).toEqual([]);
    } finally {
      await on.drop();
    }
  });

  test("are found out when role and tenants are those of the session, as a naive door has them", async () => {
    const on = await createTestDatabase("postgres");
    const pool = new pg.Pool({ connectionString: on.url, max: 2, types: valueTypes });
    const plain: Connection = {
      query: async ({ text, values }) => {
        const { rows, rowCount } = await pool.query(text, [...values]);
        return { rows: rows as never, rowCount: rowCount ?? 0 };
      },
    };
    const naive = (bound: readonly string[]): Connection => ({
      query: async (statement) => {
        await pool.query(
          `set role scoria_reader; select set_config('scoria.tenants', '${JSON.stringify(bound)}', false)`,
        );
        return plain.query(statement);
      },
    });
    try {
      await withRunsOfEach(on);
      const carried = await findCarried(100, naive, plain);
      expect(carried.join()).toMatch(/tenant-\d saw (nothing|tenant-\d)?/);
      expect(carried.join()).toMatch(/a plain user was bound to \["tenant-\d"\]/);
    } finally {
      await pool.end();
      await on.drop();
    }
  });
});
