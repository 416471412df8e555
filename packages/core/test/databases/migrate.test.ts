import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Database } from "../../src/database.ts";
import {
  migrateDatabase,
  pendingMigrations,
  printMigrations,
  requireMigrated,
  type MigrationSet,
} from "../../src/database/migrate.ts";
import { emptyDatabase, freshServerDatabase, onServer, open, type OpenDatabase } from "./fresh-database.ts";

const runs = { name: "0001-runs", sql: "create table scoria.sheep (n int); insert into scoria.sheep values (1)" };
const wool = { name: "0002-wool", sql: "alter table scoria.sheep add column wool text -- no semicolon" };
const core = (...migrations: MigrationSet["migrations"]): MigrationSet => ({ owner: "core", migrations });
const lane: MigrationSet = {
  owner: "handoff",
  migrations: [{ name: "0001-lambs", sql: "create table scoria.lambs as select n from scoria.sheep" }],
};
const inOrder = [
  { owner: "core", name: "0001-runs" },
  { owner: "core", name: "0002-wool" },
  { owner: "handoff", name: "0001-lambs" },
];

describe.each(["postgres", "pglite"] as const)("on %s", (engine) => {
  const withDatabase = async (work: (db: Database) => Promise<void>): Promise<void> => {
    if (engine === "pglite") {
      await using db = await open("memory:", { from: await emptyDatabase() });
      return await work(db);
    }
    await using server = await freshServerDatabase();
    await using db: OpenDatabase = await open(server.url);
    await work(db);
  };

  test("what is missing is named, applied once, core first, and then nothing is missing", () =>
    withDatabase(async (db) => {
      const sets = [lane, core(runs, wool)];
      expect(await pendingMigrations(db, sets)).toEqual(inOrder);
      await expect(requireMigrated(db, sets)).rejects.toMatchObject({
        code: "MIGRATIONS_PENDING",
        message: expect.stringMatching(/core\/0001-runs, core\/0002-wool, handoff\/0001-lambs.*migrate\(options\)/),
      });
      expect((await db.reader.query({ text: "select to_regnamespace('scoria') as s", values: [] })).rows).toEqual([
        { s: null },
      ]);
      expect(await migrateDatabase(db, sets)).toEqual({ applied: inOrder });
      await requireMigrated(db, sets);
      expect(await pendingMigrations(db, sets)).toEqual([]);
      expect(await migrateDatabase(db, sets)).toEqual({ applied: [] });
      expect((await db.reader.query({ text: "select count(*) as n from scoria.lambs", values: [] })).rows).toEqual([
        { n: 1 },
      ]);
    }));

  test("a later version applies only what is new", () =>
    withDatabase(async (db) => {
      await migrateDatabase(db, [core(runs)]);
      expect(await migrateDatabase(db, [core(runs, wool), lane])).toEqual({ applied: inOrder.slice(1) });
    }));

  test("a set whose migration fails lands not at all, and the error names it without its text", () =>
    withDatabase(async (db) => {
      const wrong = { name: "0002-wrong", sql: "select 'hunter2'::int" };
      const failure: unknown = await migrateDatabase(db, [core(runs, wrong)]).catch((error: unknown) => error);
      expect(failure).toMatchObject({
        code: "DATABASE_UNAVAILABLE",
        message: expect.stringContaining("core/0002-wrong"),
      });
      expect(`${String(failure)} ${JSON.stringify(failure)}`).not.toContain("hunter2");
      expect(await pendingMigrations(db, [core(runs)])).toEqual(inOrder.slice(0, 1));
    }));

  test("a migration that was changed after it was applied is refused by name", () =>
    withDatabase(async (db) => {
      await migrateDatabase(db, [core(runs)]);
      const sets = [core({ ...runs, sql: `${runs.sql} ` }, wool)];
      for (const verb of [migrateDatabase, pendingMigrations, requireMigrated]) {
        await expect(verb(db, sets)).rejects.toMatchObject({
          code: "MIGRATIONS_PENDING",
          message: expect.stringMatching(/core\/0001-runs was changed after it was applied/),
        });
      }
      expect((await db.reader.query({ text: "select name from scoria.migrations", values: [] })).rows).toEqual([
        { name: "0001-runs" },
      ]);
    }));

  test("a migration that was put before an applied one is refused by name", () =>
    withDatabase(async (db) => {
      await migrateDatabase(db, [core(runs)]);
      const before = { name: "0000-before", sql: "select 1" };
      await expect(migrateDatabase(db, [core(before, runs)])).rejects.toMatchObject({
        code: "MIGRATIONS_PENDING",
        message: expect.stringContaining("core/0000-before stands before 0001-runs"),
      });
    }));

  test("a database that is ahead of this version is refused, and a lane that is not installed is not asked for", () =>
    withDatabase(async (db) => {
      await migrateDatabase(db, [core(runs, wool), lane]);
      for (const verb of [migrateDatabase, requireMigrated]) {
        await expect(verb(db, [core(runs)])).rejects.toMatchObject({
          code: "SCHEMA_TOO_NEW",
          details: { unknown: ["0002-wool"] },
        });
      }
      await requireMigrated(db, [core(runs, wool)]);
    }));

  test("the printed migrations, run by hand, leave nothing to apply", () =>
    withDatabase(async (db) => {
      const sets = [lane, core(runs, wool)];
      const script = printMigrations(sets);
      for (const block of script.split(/^commit;$/m).map((part) => part.replace(/^begin;$/m, ""))) {
        await db.transaction((connection) => connection.query({ text: block, values: [] }));
      }
      await requireMigrated(db, sets);
      expect(await migrateDatabase(db, sets)).toEqual({ applied: [] });
    }));

  test.each([
    ["an owner that is no word", [{ owner: "Core'; drop", migrations: [] }]],
    ["two sets of one owner", [core(runs), core(runs)]],
    ["a name that is no name", [core({ name: "runs'", sql: "" })]],
    ["names out of order", [core(wool, runs)]],
    ["one number twice", [core(runs, { name: "0001-wool", sql: "" })]],
  ])("a set with %s is refused", (_, sets) =>
    withDatabase(async (db) => {
      await expect(migrateDatabase(db, sets)).rejects.toMatchObject({ code: "INVALID_INPUT" });
      expect(() => printMigrations(sets)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
    }),
  );
});

test("twenty migrators at once apply each migration once, and all succeed", async () => {
  await using server = await freshServerDatabase();
  const databases = await Promise.all(Array.from({ length: 20 }, () => open(server.url, { readers: 1 })));
  try {
    const slow = { name: "0003-slow", sql: "select pg_sleep(0.2); create table scoria.slow (n int)" };
    const answers = await Promise.all(databases.map((db) => migrateDatabase(db, [core(runs, wool, slow), lane])));
    expect(answers.flatMap(({ applied }) => applied)).toHaveLength(4);
    const [db] = databases;
    expect((await db?.reader.query({ text: "select count(*) as n from scoria.migrations", values: [] }))?.rows).toEqual(
      [{ n: 4 }],
    );
    expect((await db?.reader.query({ text: "select n from scoria.lambs", values: [] }))?.rows).toEqual([{ n: 1 }]);
  } finally {
    await Promise.all(databases.map((db) => db.close()));
  }
});

test("a migrator that waits for another one holds no transaction open", async () => {
  await using server = await freshServerDatabase();
  await using first = await open(server.url);
  await using second = await open(server.url);
  let release = (): void => {};
  let begun = (): void => {};
  const hasBegun = new Promise<void>((resolve) => (begun = resolve));
  const holding = first.transaction(async (connection) => {
    await connection.query({ text: "select pg_try_advisory_xact_lock(1935896434, 1)", values: [] });
    begun();
    await new Promise<void>((resolve) => (release = resolve));
  });
  await hasBegun;
  const migrating = migrateDatabase(second, [core(runs)]);
  const open_ = {
    text: "select count(*) filter (where state = 'idle in transaction') as n from pg_stat_activity where datname = $1 and application_name = 'scoria-migrate'",
    values: [server.name],
  };
  await expect.poll(async () => (await first.reader.query(open_)).rows, { interval: 5 }).toEqual([{ n: 1 }]);
  release();
  await holding;
  expect(await migrating).toEqual({ applied: inOrder.slice(0, 1) });
});

test("a table in use is waited for in short turns, and then migrated", { timeout: 60_000 }, async () => {
  await using server = await freshServerDatabase();
  await using db = await open(server.url);
  await using user = await open(server.url);
  await migrateDatabase(db, [core(runs)]);
  let migrating: Promise<unknown> = Promise.resolve();
  await user.transaction(async (connection) => {
    await connection.query({ text: "select * from scoria.sheep", values: [] });
    migrating = migrateDatabase(db, [core(runs, wool)]);
    // The turn that is given up shows as a lock that is waited for and then is not.
    const waits = async (): Promise<unknown> =>
      (
        await user.reader.query({
          text: "select count(*) as n from pg_locks where relation = 'scoria.sheep'::regclass and not granted",
          values: [],
        })
      ).rows[0]?.n;
    await expect.poll(waits, { timeout: 10_000, interval: 20 }).toBe(1);
    await expect.poll(waits, { timeout: 10_000, interval: 5 }).toBe(0);
  });
  expect(await migrating).toEqual({ applied: inOrder.slice(1, 2) });
});

test("a migrator that was killed leaves no lock, and the next one applies what it did not", async () => {
  await using server = await freshServerDatabase();
  await using db = await open(server.url);
  await migrateDatabase(db, [core(runs)]);
  const program = fileURLToPath(new URL("index-migrator.ts", import.meta.url));
  const count = async (condition: string): Promise<unknown> =>
    (
      await db.reader.query({
        text: `select count(*) as n from pg_locks where database = (select oid from pg_database where datname = $1) and ${condition}`,
        values: [server.name],
      })
    ).rows[0]?.n;
  await db.transaction(async (user) => {
    await user.query({ text: "select * from scoria.sheep", values: [] });
    const killed = spawn(process.execPath, [program, server.url, JSON.stringify(core(runs, wool))], {
      stdio: "inherit",
    });
    await expect.poll(() => count("not granted"), { timeout: 20_000, interval: 5 }).toBe(1);
    killed.kill("SIGKILL");
    await once(killed, "exit");
  });
  expect(await migrateDatabase(db, [core(runs, wool)])).toEqual({ applied: inOrder.slice(1, 2) });
  expect(await count("locktype = 'advisory'")).toBe(0);
});

test("a role that may use what an administrator made, and make nothing, can tell what is pending", async () => {
  await using server = await freshServerDatabase();
  await using db = await open(server.url);
  const role = `reader_${server.name}`;
  await onServer(`create role ${role} login`);
  try {
    const url = new URL(server.url);
    url.username = role;
    await using limited = await open(url.href);
    expect(await pendingMigrations(limited, [core(runs)])).toEqual(inOrder.slice(0, 1));
    await migrateDatabase(db, [core(runs)]);
    await expect(pendingMigrations(limited, [core(runs)])).rejects.toMatchObject({
      code: "DATABASE_UNAVAILABLE",
      message: expect.stringContaining("role may not"),
    });
    await db.control.query({ text: `grant usage on schema scoria to ${role}`, values: [] });
    await db.control.query({ text: `grant select on scoria.migrations to ${role}`, values: [] });
    await requireMigrated(limited, [core(runs)]);
    expect(await migrateDatabase(limited, [core(runs)])).toEqual({ applied: [] });
  } finally {
    await db.control.query({ text: `drop owned by ${role}`, values: [] });
    await onServer(`drop role ${role}`);
  }
});

test("processes that migrate at once apply each migration once", async () => {
  await using server = await freshServerDatabase();
  const program = fileURLToPath(new URL("migrator.ts", import.meta.url));
  const applied = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const child = spawn(process.execPath, [program, server.url], { stdio: ["ignore", "pipe", "inherit"] });
      let said = "";
      child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
      const [code] = (await once(child, "close")) as [number];
      expect(code).toBe(0);
      return Number(said);
    }),
  );
  expect(applied.toSorted((a, b) => a - b)).toEqual([0, 0, 0, 2]);
});
