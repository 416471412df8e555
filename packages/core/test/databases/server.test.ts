import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { freshServerDatabase, onServer, open } from "./fresh-database.ts";

const readPid = { text: "select pg_backend_pid() as pid", values: [] };

test("a url with a password is described and refused without it", async () => {
  await using server = await freshServerDatabase();
  const url = new URL(server.url);
  url.username = "nobody_of_that_name";
  url.password = "hunter2";
  const refused: unknown = await open(url.href).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "DATABASE_UNAVAILABLE", retryable: false });
  expect(`${String(refused)} ${JSON.stringify(refused)}`).not.toMatch(/hunter2|nobody_of_that_name/);
  url.username = "postgres";
  await using db = await open(url.href);
  expect(db.description).toBe(`postgres://${url.host}/${server.name}`);
});

test("a server that is not there is unavailable, and worth trying again", async () => {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, "close");
  await expect(open(`postgres://app:hunter2@127.0.0.1:${port}/x`)).rejects.toMatchObject({
    code: "DATABASE_UNAVAILABLE",
    retryable: true,
    details: { kind: "connection", code: "ECONNREFUSED" },
  });
});

test("a missing database is told as such", async () => {
  await using server = await freshServerDatabase();
  const url = new URL(server.url);
  url.pathname = "/absent";
  await expect(open(url.href)).rejects.toMatchObject({
    code: "DATABASE_UNAVAILABLE",
    message: expect.stringContaining("no such database"),
  });
});

test("idle connections that die neither end the process nor fail the next statement", async () => {
  await using server = await freshServerDatabase();
  const warnings: string[] = [];
  let warned = (): void => {};
  const logger = {
    debug() {},
    info() {},
    error() {},
    warn(message: string) {
      warnings.push(message);
      warned();
    },
  };
  await using db = await open(server.url, { logger });
  const { rows } = await db.writer.query<{ pid: number }>(readPid);
  const lost = new Promise<void>((resolve) => (warned = resolve));
  await onServer(`select pg_terminate_backend(${rows[0]?.pid ?? 0})`);
  await lost;
  expect((await db.writer.query<{ pid: number }>(readPid)).rows[0]?.pid).not.toBe(rows[0]?.pid);
  expect(warnings).toEqual([expect.stringContaining("idle database connection was lost")]);
});

test("the kinds of work have connections of their own, as many as they were given", async () => {
  await using server = await freshServerDatabase();
  await using db = await open(server.url, { readers: 3 });
  const count = async (connection: typeof db.writer): Promise<number> => {
    const sleepy = { text: "select pg_backend_pid() as pid, pg_sleep(0.05)", values: [] };
    const answers = await Promise.all(Array.from({ length: 8 }, () => connection.query<{ pid: number }>(sleepy)));
    return new Set(answers.map(({ rows }) => rows[0]?.pid)).size;
  };
  expect(
    await Promise.all([count(db.writer), count(db.reader), count(db.control), count(db.heartbeat), count(db.lanes)]),
  ).toEqual([2, 3, 2, 1, 4]);
  const { rows } = await db.control.query({
    text: "select application_name as name, count(*) as n from pg_stat_activity where datname = $1 group by 1 order by 1",
    values: [server.name],
  });
  expect(rows).toEqual([
    { name: "scoria-control", n: 2 },
    { name: "scoria-heartbeat", n: 1 },
    { name: "scoria-lanes", n: 4 },
    { name: "scoria-reader", n: 3 },
    { name: "scoria-writer", n: 2 },
  ]);
});

test("a failed statement keeps its connection", async () => {
  await using server = await freshServerDatabase();
  await using db = await open(server.url);
  const { rows } = await db.writer.query(readPid);
  await expect(db.writer.query({ text: "select 1 / 0", values: [] })).rejects.toMatchObject({ code: "22012" });
  expect((await db.writer.query(readPid)).rows).toEqual(rows);
});

test("a name that another session left behind a pooler is passed by", async () => {
  await using server = await freshServerDatabase();
  await using db = await open(server.url);
  await using other = await open(server.url);
  const read = { name: "read-one", text: "select $1::int as n", values: [1] };
  await other.writer.query(read);
  const { rows } = await other.writer.query<{ name: string }>({
    text: "select name from pg_prepared_statements",
    values: [],
  });
  await db.writer.query({ text: `prepare "${rows[0]?.name ?? ""}" as select 'wrong'`, values: [] });
  expect((await db.writer.query(read)).rows).toEqual([{ n: 1 }]);
});

test("a dump is not taken by a server", async () => {
  await using server = await freshServerDatabase();
  await expect(open(server.url, { from: new Blob([]) })).rejects.toMatchObject({ code: "INVALID_INPUT" });
});

test("a failed opening leaves no connection", async () => {
  await using server = await freshServerDatabase();
  await onServer(`alter database ${server.name} with allow_connections false`);
  await expect(open(server.url)).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
});
