import { expect, test } from "vitest";
import { emptyDatabase, freshFolder, open } from "./fresh-database.ts";

// The engine's stack overflows on it, which answers neither rows nor an error; the next statement would spin for ever.
const tooDeep = {
  text: "insert into deep values ($1) returning n",
  values: [`${"[".repeat(7_000)}${"]".repeat(7_000)}`],
};
const createDeep = { text: "create table deep (j jsonb, n int default 1)", values: [] };
const readOne = { text: "select 1 as one", values: [] };
const brokenDown = { code: "DATABASE_UNAVAILABLE", message: expect.stringContaining("broken down") };

test("a statement that the engine swallows is an error, and so is each one after it, also those that waited", async () => {
  const errors: string[] = [];
  const logger = { debug() {}, info() {}, warn() {}, error: (message: string) => void errors.push(message) };
  await using db = await open("memory:", { from: await emptyDatabase(), logger });
  await db.writer.query(createDeep);
  const waiting = [
    db.writer.query(tooDeep),
    db.reader.query(readOne),
    db.transaction((connection) => connection.query(readOne)),
  ];
  for (const each of waiting) await expect(each).rejects.toMatchObject(brokenDown);
  await expect(db.reader.query(readOne)).rejects.toMatchObject(brokenDown);
  await expect(db.transaction((connection) => connection.query(readOne))).rejects.toMatchObject(brokenDown);
  expect(errors).toHaveLength(1);
});

test("a transaction in which the engine breaks down is not told as done", async () => {
  await using db = await open("memory:", { from: await emptyDatabase() });
  await db.writer.query(createDeep);
  const work = db.transaction(async (connection) => {
    await connection.query(tooDeep);
  });
  await expect(work).rejects.toMatchObject(brokenDown);
  await expect(db.reader.query(readOne)).rejects.toMatchObject(brokenDown);
});

test("after a breakdown the folder can be closed and opened again, with all that was acknowledged", async () => {
  await using folder = await freshFolder();
  const url = `file:${folder.path}/db`;
  const db = await open(url, { from: await emptyDatabase() });
  await db.writer.query(createDeep);
  await db.writer.query({ text: "insert into deep values ('[]') returning n", values: [] });
  await expect(db.writer.query(tooDeep)).rejects.toMatchObject(brokenDown);
  await db.close();
  await using again = await open(url);
  expect((await again.reader.query({ text: "select n from deep", values: [] })).rows).toEqual([{ n: 1 }]);
});

test("endless recursion, which the engine does not answer, is an error, and so is each statement after it", async () => {
  await using db = await open("memory:", { from: await emptyDatabase() });
  const dive = "create function dive(n int) returns int language plpgsql as $$ begin return dive(n + 1); end $$";
  await db.writer.query({ text: dive, values: [] });
  await expect(db.reader.query({ text: "select dive(1)", values: [] })).rejects.toMatchObject(brokenDown);
  await expect(db.reader.query(readOne)).rejects.toMatchObject(brokenDown);
});

test("a text without a statement is no breakdown", async () => {
  await using db = await open("memory:", { from: await emptyDatabase() });
  expect(await db.reader.query({ text: "-- nothing", values: [] })).toEqual({ rows: [], rowCount: 0 });
  expect((await db.reader.query(readOne)).rows).toEqual([{ one: 1 }]);
});

test("a thousand ordinary errors do no harm", async () => {
  await using db = await open("memory:", { from: await emptyDatabase() });
  for (let n = 0; n < 1_000; n += 1) {
    await expect(db.reader.query({ name: "divide", text: "select 1 / $1::int", values: [0] })).rejects.toMatchObject({
      code: "22012",
    });
  }
  expect((await db.reader.query(readOne)).rows).toEqual([{ one: 1 }]);
});
