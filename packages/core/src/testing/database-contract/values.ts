import { deepStrictEqual, match } from "node:assert/strict";
import { connectionsOf, plain, rejectionOf, type ContractSentence } from "./contract-scene.ts";

const id = "018f0000-0000-7000-8000-00000000000a";

/** Type, what is sent, and what comes back. */
const values: readonly (readonly [string, unknown, unknown])[] = [
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
];

const beyondNumbers = "select 9007199254740993::int8 as value";

/** Values go in and come out alike, whatever the driver. */
export const valueSentences: readonly ContractSentence[] = [
  {
    name: "a value comes back as it was, on every connection, with a name and without",
    async hold(scene) {
      const database = await scene.open();
      const columns = values.map(([type], index) => `$${index + 1}::${type} as "${type} ${index}"`);
      const statement = plain(`select ${columns.join(", ")}`, ...values.map(([, sent]) => sent));
      const row = Object.fromEntries(values.map(([type, , expected], index) => [`${type} ${index}`, expected]));
      for (const [by, connection] of connectionsOf(database)) {
        deepStrictEqual({ by, ...(await connection.query(statement)) }, { by, rows: [row], rowCount: 1 });
        const named = { name: "echo", ...statement };
        deepStrictEqual({ by, named, ...(await connection.query(named)) }, { by, named, rows: [row], rowCount: 1 });
      }
    },
  },
  {
    name: "an int8 that a number cannot hold is an error, not another number",
    async hold(scene) {
      const database = await scene.open();
      for (const [by, connection] of connectionsOf(database)) {
        match(String(await rejectionOf(connection.query(plain(beyondNumbers)), `Such an int8 by the ${by}`)), /int8/);
        deepStrictEqual((await connection.query(plain("select 1 as one"))).rows, [{ one: 1 }]);
      }
    },
  },
  {
    name: "8 MiB of text and 2 MiB of bytes are stored and read back whole",
    async hold(scene) {
      const database = await scene.open();
      await database.control.query(plain("create table large (body text, bytes bytea)"));
      const body = "ä🎈\n\"'\\ 1234".repeat(8 * 65_536);
      const bytes = Buffer.alloc(2 * 1_048_576, Buffer.from([0, 39, 92, 255, 10]));
      const insert = "insert into large values ($1, $2) returning octet_length(body) as n";
      const { rows } = await database.writer.query<{ n: number }>(plain(insert, body, bytes));
      deepStrictEqual(rows, [{ n: Buffer.byteLength(body) }]);
      const [row] = (await database.reader.query<{ body: string; bytes: Buffer }>(plain("select * from large"))).rows;
      // Not compared as a whole by the assertion, whose message would have it all.
      deepStrictEqual([row?.body === body, row && bytes.equals(row.bytes)], [true, true]);
    },
  },
];
