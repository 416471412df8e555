import { CompiledQuery } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  emptyDatabase,
  freshServerDatabase,
  open,
  type FreshServerDatabase,
  type OpenDatabase,
} from "./fresh-database.ts";

const id = "018f0000-0000-7000-8000-00000000000a";

describe.each(["postgres", "pglite"] as const)("on %s", (engine) => {
  let server: FreshServerDatabase | null = null;
  let db: OpenDatabase;

  beforeAll(async () => {
    server = engine === "postgres" ? await freshServerDatabase() : null;
    db = server === null ? await open("memory:", { from: await emptyDatabase() }) : await open(server.url);
  });
  afterAll(async () => {
    await db.close();
    await server?.[Symbol.asyncDispose]();
  });

  test("the engine says which one it is", () => {
    expect(db.engine).toBe(engine);
  });

  test.each([
    ["timestamptz", "2026-11-21T04:05:06.789Z", new Date("2026-11-21T04:05:06.789Z")],
    ["int8", Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ["int8", "-9007199254740991", Number.MIN_SAFE_INTEGER],
    ["int4", 7, 7],
    ["bool", true, true],
    ["uuid", id, id],
    ["json", '{"b":1,  "a":[2]}', '{"b":1,  "a":[2]}'],
    ["jsonb", '{"b":1}', '{"b": 1}'],
    ["bytea", Buffer.from([0, 39, 92, 255]), Buffer.from([0, 39, 92, 255])],
    ["bytea", Buffer.alloc(0), Buffer.alloc(0)],
    ["text", "ä\n'\"\\ 🎈", "ä\n'\"\\ 🎈"],
    ["text", null, null],
    ["date", "2026-11-21", "2026-11-21"],
    ["timestamp", "2026-11-21 04:05:06", "2026-11-21 04:05:06"],
    ["uuid[]", [id, null], [id, null]],
    ["text[]", ['a"b\\c', "{,}", "", "NULL", null], ['a"b\\c', "{,}", "", "NULL", null]],
    ["text[]", [], []],
    ["int8[]", [1, null, -2], [1, null, -2]],
    ["bytea[]", [Buffer.from([0, 255]), Buffer.alloc(0)], [Buffer.from([0, 255]), Buffer.alloc(0)]],
    ["json[]", ['{"b":1,  "a":2}'], ['{"b":1,  "a":2}']],
    ["timestamptz[]", [new Date(0)], [new Date(0)]],
  ])("a %s of %o comes back as it was, with a name and without", async (type, value, expected) => {
    const text = `select $1::${type} as value`;
    for (const statement of [
      { text, values: [value] },
      { name: "echo", text, values: [value] },
    ]) {
      expect(await db.reader.query(statement)).toEqual({ rows: [{ value: expected }], rowCount: 1 });
    }
  });

  test("an int8 that a number cannot hold is an error, not another number", async () => {
    const statement = { text: "select 9007199254740993::int8 as value", values: [] };
    await expect(db.reader.query(statement)).rejects.toThrow("int8");
    await expect(db.kysely.executeQuery(CompiledQuery.raw(statement.text))).rejects.toThrow("int8");
    expect((await db.reader.query({ text: "select 1 as one", values: [] })).rows).toEqual([{ one: 1 }]);
  });

  test("reads that are put together give the same values", async () => {
    const { rows } = await db.kysely.executeQuery(
      CompiledQuery.raw(`select 5::int8 as n, '{"b":1,  "a":2}'::json as j`),
    );
    expect(rows).toEqual([{ n: 5, j: '{"b":1,  "a":2}' }]);
  });

  test("a failed statement fails alone, with its state", async () => {
    await expect(
      db.writer.query({ name: "divide", text: "select 1 / $1::int as q", values: [0] }),
    ).rejects.toMatchObject({ code: "22012" });
    expect((await db.writer.query({ name: "divide", text: "select 1 / $1::int as q", values: [1] })).rows).toEqual([
      { q: 1 },
    ]);
  });

  test("a write tells the rows that it wrote", async () => {
    await db.control.query({ text: "create table written (n int primary key)", values: [] });
    const insert = { text: "insert into written values ($1) on conflict do nothing returning n", values: [1] };
    expect(await db.writer.query(insert)).toEqual({ rows: [{ n: 1 }], rowCount: 1 });
    expect(await db.writer.query(insert)).toEqual({ rows: [], rowCount: 0 });
    expect(await db.writer.query({ text: "update written set n = 2", values: [] })).toEqual({ rows: [], rowCount: 1 });
  });

  test("a transaction lands whole or not at all", async () => {
    await db.control.query({ text: "create table moved (n int)", values: [] });
    const count = async (): Promise<unknown> =>
      (await db.reader.query({ text: "select count(*) as n from moved", values: [] })).rows[0]?.n;
    await expect(
      db.transaction(async (connection) => {
        await connection.query({ text: "insert into moved values (1)", values: [] });
        throw new Error("changed its mind");
      }),
    ).rejects.toThrow("changed its mind");
    expect(await count()).toBe(0);
    await db.transaction((connection) =>
      connection.query({ text: "insert into moved values (1); insert into moved values (2)", values: [] }),
    );
    expect(await count()).toBe(2);
  });

  test("a transaction whose failed statement was passed over is not told as done", async () => {
    const work = db.transaction(async (connection) => {
      await connection.query({ text: "create table never (n int)", values: [] });
      await connection.query({ text: "select 1 / 0", values: [] }).catch(() => undefined);
    });
    await expect(work).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
    expect((await db.reader.query({ text: "select to_regclass('never') as t", values: [] })).rows).toEqual([
      { t: null },
    ]);
  });

  test("a transaction's connection is of no use when it is over", async () => {
    const connection = await db.transaction((inside) => Promise.resolve(inside));
    await expect(connection.query({ text: "select 1", values: [] })).rejects.toMatchObject({ code: "CLOSED" });
  });

  test("statements outside of a transaction wait for it or pass it by, and all answer", async () => {
    const outside: Promise<unknown>[] = [];
    await db.transaction(async (connection) => {
      for (const each of [db.writer, db.reader, db.control]) outside.push(each.query({ text: "select 1", values: [] }));
      outside.push(
        db.kysely.executeQuery(CompiledQuery.raw("select 1")),
        db.transaction((inner) => inner.query({ text: "select 1", values: [] })),
      );
      await connection.query({ text: "select 1", values: [] });
    });
    expect(await Promise.all(outside)).toHaveLength(5);
  });

  test("a plan that DDL has outdated is made anew without anybody noticing", async () => {
    await db.control.query({ text: "create table grown (n int)", values: [] });
    const read = { name: "read-grown", text: "select * from grown", values: [] };
    await db.writer.query(read);
    await db.control.query({ text: "alter table grown add column m int", values: [] });
    await db.control.query({ text: "insert into grown values (1, 2)", values: [] });
    expect((await db.writer.query(read)).rows).toEqual([{ n: 1, m: 2 }]);
  });

  test("a name that the session has forgotten switches names off, with one warning", async () => {
    const warnings: string[] = [];
    const logger = { debug() {}, info() {}, error() {}, warn: (message: string) => void warnings.push(message) };
    await using pooled =
      server === null
        ? await open("memory:", { logger, from: await emptyDatabase() })
        : await open(server.url, { logger });
    const read = { name: "read-one", text: "select $1::int as n", values: [1] };
    await pooled.writer.query(read);
    await pooled.writer.query({ text: "deallocate all", values: [] });
    expect((await pooled.writer.query(read)).rows).toEqual([{ n: 1 }]);
    await pooled.writer.query({ text: "deallocate all", values: [] });
    expect((await pooled.writer.query(read)).rows).toEqual([{ n: 1 }]);
    expect(warnings).toEqual([expect.stringContaining("prepared statements")]);
    expect((await pooled.writer.query({ text: "select name from pg_prepared_statements", values: [] })).rows).toEqual(
      [],
    );
  });

  test("closed, it refuses new work, having finished the old", async () => {
    const other = server === null ? await open("memory:", { from: await emptyDatabase() }) : await open(server.url);
    const underWay = [1, 2, 3].map((n) => other.writer.query({ text: "select $1::int as n", values: [n] }));
    const closing = other.close();
    await expect(other.reader.query({ text: "select 1", values: [] })).rejects.toMatchObject({ code: "CLOSED" });
    await expect(other.transaction(() => Promise.resolve())).rejects.toMatchObject({ code: "CLOSED" });
    await expect(other.kysely.executeQuery(CompiledQuery.raw("select 1"))).rejects.toMatchObject({ code: "CLOSED" });
    expect((await Promise.all(underWay)).map(({ rows }) => rows)).toEqual([[{ n: 1 }], [{ n: 2 }], [{ n: 3 }]]);
    await closing;
    await other.close();
  });
});
