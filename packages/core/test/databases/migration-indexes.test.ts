import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { describe, expect, test } from "vitest";
import type { Database } from "../../src/database.ts";
import {
  migrateDatabase,
  pendingMigrations,
  printMigrations,
  requireMigrated,
  type Migration,
  type MigrationSet,
} from "../../src/database/migrate.ts";
import { serverUrl } from "../../src/testing/test-databases.ts";
import { runAsPsql } from "./run-as-psql.ts";
import { TransactionPooler } from "./transaction-pooler.ts";
import { emptyDatabase, freshServerDatabase, onServer, open, type OpenDatabase } from "./fresh-database.ts";

const sheep: Migration = {
  name: "0001-sheep",
  sql: "create table scoria.sheep (n int, wool text); insert into scoria.sheep select n, 'grey' from generate_series(1, 100) n",
};
const byWool: Migration = {
  name: "0002-by-wool",
  indexes: [
    { name: "sheep_by_wool", on: "scoria.sheep (wool)" },
    { name: "sheep_by_n", on: "scoria.sheep (n) where wool is not null", unique: true },
  ],
};
const later: Migration = { name: "0003-later", sql: "create table scoria.later (n int)" };
const flock = (...migrations: readonly Migration[]): MigrationSet => ({ owner: "flock", migrations });
const whole = flock(sheep, byWool, later);
const names = ["sheep_by_n", "sheep_by_wool"];

/** The indexes that serve reads. */
async function validIndexes(db: Database): Promise<readonly string[]> {
  const { rows } = await db.control.query<{ name: string }>({
    text: `select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
           where i.indrelid = to_regclass('scoria.sheep') and i.indisvalid order by 1`,
    values: [],
  });
  return rows.map(({ name }) => name);
}

/** Who waits in this database, and for what, as the server says. */
async function waitsFor(db: Database, statement: string): Promise<number> {
  const { rows } = await db.reader.query<{ n: number }>({
    text: `select count(*) as n from pg_stat_activity
           where datname = current_database() and query like $1 and state = 'active' and wait_event_type = 'Lock'`,
    values: [`${statement}%`],
  });
  return rows[0]?.n ?? 0;
}

describe.each(["postgres", "pglite"] as const)("indexes of a migration, on %s", (engine) => {
  const withDatabase = async (work: (db: Database) => Promise<void>): Promise<void> => {
    if (engine === "pglite") {
      await using db = await open("memory:", { from: await emptyDatabase() });
      return await work(db);
    }
    await using server = await freshServerDatabase();
    await using db: OpenDatabase = await open(server.url);
    await work(db);
  };

  test.skipIf(engine === "postgres" && serverUrl === undefined)("are built in their place, once", () =>
    withDatabase(async (db) => {
      await migrateDatabase(db, [flock(sheep)]);
      expect(await pendingMigrations(db, [whole])).toEqual([
        { owner: "flock", name: "0002-by-wool" },
        { owner: "flock", name: "0003-later" },
      ]);
      await expect(requireMigrated(db, [whole])).rejects.toMatchObject({ code: "MIGRATIONS_PENDING" });
      expect((await migrateDatabase(db, [whole])).applied.map(({ name }) => name)).toEqual([byWool.name, later.name]);
      expect(await validIndexes(db)).toEqual(names);
      await requireMigrated(db, [whole]);
      expect(await migrateDatabase(db, [whole])).toEqual({ applied: [] });
    }),
  );

  test.skipIf(engine === "postgres" && serverUrl === undefined)(
    "that rows contradict fail the migration, stay away, and are built when the rows are right",
    () =>
      withDatabase(async (db) => {
        await migrateDatabase(db, [flock(sheep)]);
        await db.control.query({ text: "insert into scoria.sheep values (1, 'double')", values: [] });
        await expect(migrateDatabase(db, [whole])).rejects.toMatchObject({
          message: expect.stringMatching(/0002-by-wool/) as string,
        });
        expect(await validIndexes(db)).not.toContain("sheep_by_n");
        await db.control.query({ text: "insert into scoria.sheep values (1, 'thrice')", values: [] });
        await db.control.query({ text: "delete from scoria.sheep where n = 1", values: [] });
        await migrateDatabase(db, [whole]);
        expect(await validIndexes(db)).toEqual(names);
      }),
  );

  test.skipIf(engine === "postgres" && serverUrl === undefined)("with odd names or none are refused", () =>
    withDatabase(async (db) => {
      const wrong = [
        [],
        [{ name: "a; drop", on: "scoria.sheep (n)" }],
        [{ name: "a", on: "public.sheep (n)" }],
        [
          { name: "a", on: "scoria.sheep (n)" },
          { name: "a", on: "scoria.sheep (wool)" },
        ],
      ];
      for (const indexes of wrong) {
        await expect(migrateDatabase(db, [flock(sheep, { name: "0002-wrong", indexes })])).rejects.toMatchObject({
          code: "INVALID_INPUT",
        });
      }
    }),
  );
});

describe.skipIf(serverUrl === undefined)("indexes of a migration beside running work", () => {
  test("are built while others write, and wait for those who began before without holding anybody up", async () => {
    await using server = await freshServerDatabase();
    await using db = await open(server.url);
    await using other = await open(server.url);
    await migrateDatabase(db, [flock(sheep)]);
    let migrating: Promise<unknown> = Promise.resolve();
    await other.transaction(async (writer) => {
      await writer.query({ text: "insert into scoria.sheep values (101, 'white')", values: [] });
      migrating = migrateDatabase(db, [whole]);
      await expect.poll(() => waitsFor(other, "create index concurrently"), { timeout: 10_000, interval: 10 }).toBe(1);
      // Behind a plain build this would wait for it, and it for the transaction: no end.
      await other.control.query({ text: "insert into scoria.sheep values (102, 'white')", values: [] });
    });
    await migrating;
    expect(await validIndexes(db)).toEqual(names);
  });

  test("are built once by twenty migrators at once, also where transactions keep their snapshots", async () => {
    await using server = await freshServerDatabase();
    await onServer(`alter database ${server.name} set default_transaction_isolation = 'repeatable read'`);
    await onServer(`alter database ${server.name} set lock_timeout = '50ms'`);
    const databases = await Promise.all(Array.from({ length: 20 }, () => open(server.url, { readers: 1 })));
    try {
      const answers = await Promise.all(databases.map((db) => migrateDatabase(db, [whole])));
      const applied = answers.flatMap((answer) => answer.applied).map(({ name }) => name);
      expect(applied.toSorted()).toEqual([sheep.name, byWool.name, later.name]);
      const [db] = databases;
      if (db !== undefined) expect(await validIndexes(db)).toEqual(names);
    } finally {
      await Promise.all(databases.map((db) => db.close()));
    }
  });

  test("that a build left invalid are found, dropped and built anew", async () => {
    await using server = await freshServerDatabase();
    await using db = await open(server.url);
    await migrateDatabase(db, [flock(sheep)]);
    const admin = new pg.Client({ connectionString: server.url });
    await admin.connect();
    await admin.query("insert into scoria.sheep values (1, 'double')");
    await expect(admin.query("create unique index concurrently sheep_by_n on scoria.sheep (n)")).rejects.toMatchObject({
      code: "23505",
    });
    await admin.query("delete from scoria.sheep where wool = 'double'");
    await admin.end();
    await migrateDatabase(db, [whole]);
    expect(await validIndexes(db)).toEqual(names);
  });

  test("of a migrator that was killed in the middle are finished by the next, and it left no lock", async () => {
    await using server = await freshServerDatabase();
    await using db = await open(server.url);
    await migrateDatabase(db, [flock(sheep)]);
    const program = fileURLToPath(new URL("index-migrator.ts", import.meta.url));
    let next: Promise<{ readonly applied: readonly { readonly name: string }[] }> | undefined;
    await db.transaction(async (writer) => {
      await writer.query({ text: "insert into scoria.sheep values (101, 'white')", values: [] });
      const killed = spawn(process.execPath, [program, server.url, JSON.stringify(whole)], { stdio: "inherit" });
      await expect.poll(() => waitsFor(db, "create index concurrently"), { timeout: 20_000, interval: 10 }).toBe(1);
      killed.kill("SIGKILL");
      await once(killed, "exit");
      // Its session in the server builds on; the next one waits for that, and does not build beside it.
      next = migrateDatabase(db, [whole]);
    });
    expect((await next)?.applied.map(({ name }) => name)).toEqual([byWool.name, later.name]);
    expect(await validIndexes(db)).toEqual(names);
    const { rows } = await db.reader.query({
      text: "select count(*) as n from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = $1)",
      values: [server.name],
    });
    expect(rows).toEqual([{ n: 0 }]);
  });

  test("whose session was ended in the middle are dropped and built anew by the next migrator", async () => {
    await using server = await freshServerDatabase();
    await using db = await open(server.url);
    await migrateDatabase(db, [flock(sheep)]);
    let cut: Promise<unknown> = Promise.resolve();
    await db.transaction(async (writer) => {
      await writer.query({ text: "insert into scoria.sheep values (101, 'white')", values: [] });
      cut = migrateDatabase(db, [whole]).catch((error: unknown) => error);
      await expect.poll(() => waitsFor(db, "create index concurrently"), { timeout: 10_000, interval: 10 }).toBe(1);
      await onServer(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${server.name}' and query like 'create index concurrently%'`,
      );
      expect(await cut).toMatchObject({ code: "DATABASE_UNAVAILABLE" });
    });
    const { rows } = await db.reader.query({
      text: "select count(*) as n from pg_index where not indisvalid",
      values: [],
    });
    expect(rows, "something was left half done").toEqual([{ n: 1 }]);
    await migrateDatabase(db, [whole]);
    expect(await validIndexes(db)).toEqual(names);
  });

  test("are built through a transaction pooler, which keeps none of the session's settings", async () => {
    await using server = await freshServerDatabase();
    await onServer(`alter database ${server.name} set lock_timeout = '7s'`);
    await using pooler = await TransactionPooler.open(server.url);
    await using db = await open(pooler.url, { preparedNames: false });
    expect((await migrateDatabase(db, [whole])).applied).toHaveLength(3);
    expect(await validIndexes(db)).toEqual(names);
    const { rows } = await db.control.query({ text: "show lock_timeout", values: [] });
    expect(rows).toEqual([{ lock_timeout: "7s" }]);
  });

  test("are printed outside of transactions, and recorded only when they are valid", async () => {
    await using server = await freshServerDatabase();
    await using db = await open(server.url);
    const script = printMigrations([whole]);
    expect(script).toContain("create unique index concurrently if not exists sheep_by_n on scoria.sheep (n)");
    await runAsPsql(server.url, script);
    expect(await validIndexes(db)).toEqual(names);
    await requireMigrated(db, [whole]);
    expect(await migrateDatabase(db, [whole])).toEqual({ applied: [] });
  });
});
