import { expect, test } from "vitest";
import { cursorsOf, rowsMore, rowsToRefresh, withPage, type GrowingList, type ListPage } from "./growing-list.ts";

interface Row {
  readonly key: number;
  readonly status: string;
}

/** As on a server: newest first, and a cursor names the row that it stands behind. */
class Server {
  rows: readonly Row[] = [];

  start(count: number): void {
    const newest = this.rows[0]?.key ?? 0;
    const started = Array.from({ length: count }, (_, at) => ({ key: newest + count - at, status: "running" }));
    this.rows = [...started, ...this.rows];
  }

  set(status: string): void {
    this.rows = this.rows.map(({ key }) => ({ key, status }));
  }

  read(limit: number, cursor?: string): ListPage<Row> {
    const from = cursor === undefined ? this.rows : this.rows.filter(({ key }) => key < Number(cursor));
    const rows = from.slice(0, limit);
    return { rows, nextCursor: from.length > limit ? String(rows.at(-1)?.key) : null };
  }
}

const order = { keyOf: ({ key }: Row) => String(key), atOf: ({ key }: Row) => String(key).padStart(6, "0") };

function poll(server: Server, shown: GrowingList<Row> | undefined): GrowingList<Row> {
  return withPage(shown, undefined, server.read(rowsToRefresh(shown)), order);
}

function loadMore(server: Server, shown: GrowingList<Row>): GrowingList<Row> {
  const cursor = shown.nextCursor ?? "";
  return withPage(shown, cursor, server.read(rowsMore, cursor), order);
}

/** One after the other, as polls do; to read one may put the beginning of the next elsewhere. */
function readAgain(server: Server, shown: GrowingList<Row>, first: number, last: number): GrowingList<Row> {
  let list = shown;
  for (let turn = 0; turn < cursorsOf(list, first, last).length; turn += 1) {
    const cursor = cursorsOf(list, first, last)[turn];
    list = withPage(list, cursor, server.read(rowsMore, cursor), order);
  }
  return list;
}

function loaded(server: Server): GrowingList<Row> {
  let list = poll(server, undefined);
  while (list.nextCursor !== null) list = loadMore(server, list);
  return list;
}

test("what is read again are the rows that were asked for, wherever they are", () => {
  const server = new Server();
  server.start(1_000);
  const list = poll(server, loaded(server));
  server.set("failed");
  expect(cursorsOf(list, 0, 40)).toEqual([]);
  for (const first of [190, 240, 430, 700, 960]) {
    const rows = readAgain(server, list, first, first + 40).rows;
    expect(rows.map(({ key }) => key)).toEqual(server.rows.map(({ key }) => key));
    const own = rows.slice(Math.max(200, first), first + 40);
    expect(own.filter(({ status }) => status !== "failed")).toEqual([]);
  }
});

test("no row is lost or shown twice while others are started above, however many", () => {
  const server = new Server();
  server.start(700);
  let list = loaded(server);
  for (let turn = 1; turn <= 60; turn += 1) {
    server.start(turn % 13);
    list = poll(server, list);
    expect(list.rows).toEqual(server.rows);
    server.set(`status ${turn}`);
    list = poll(server, list);
    list = readAgain(server, list, 0, Number.POSITIVE_INFINITY);
    expect(list.rows).toEqual(server.rows);
    expect(list.nextCursor).toBeNull();
  }
  expect(list.stretches.length).toBeLessThan(15);
});

test("rows that are no longer in the list go when their stretch is read again", () => {
  const server = new Server();
  server.start(600);
  const list = poll(server, loaded(server));
  server.rows = server.rows.filter(({ key }) => key % 2 === 0);
  const again = readAgain(server, poll(server, list), 0, Number.POSITIVE_INFINITY);
  expect(again.rows).toEqual(server.rows);
  server.rows = server.rows.slice(0, 20);
  expect(poll(server, again)).toMatchObject({ rows: server.rows, nextCursor: null });
});

test("a page that was asked for behind the last row is shown, though the list ends elsewhere meanwhile", () => {
  const server = new Server();
  server.start(600);
  const list = poll(server, undefined);
  const next = server.read(rowsMore, list.nextCursor ?? "");
  server.rows = server.rows.filter(({ key }) => key % 2 === 0 || key < 500);
  const shown = withPage(poll(server, list), list.nextCursor ?? "", next, order);
  expect(shown.rows.length).toBeGreaterThan(rowsMore);
  expect(shown.rows).toEqual([...shown.rows].sort((one, other) => other.key - one.key));
  expect(new Set(shown.rows).size).toBe(new Set(shown.rows.map(({ key }) => key)).size);
  const { rows } = poll(server, shown);
  expect(rows).toEqual(server.rows.slice(0, rows.length));
});
