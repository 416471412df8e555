import { deepStrictEqual, equal } from "node:assert/strict";
import { classifyDatabaseError, readDriverError } from "../../database/classify-error.ts";
import { answers, connectionsOf, plain, rejectionOf, type ContractSentence } from "./contract-scene.ts";

/** A refusal, the state that the driver must leave on its error, and the kind that callers make of it. */
const refusals: readonly (readonly [string, readonly unknown[], string, string])[] = [
  ["select 1 / $1::int", [0], "22012", "data"],
  ["select $1::text", ["before\u0000after"], "22021", "data"],
  ["select $1::jsonb", ['"\\u0000"'], "22P05", "data"],
  ["insert into taken values ($1)", [1], "23505", "data"],
  ["select * from absent", [], "42P01", "other"],
  ["do $$ begin raise exception using errcode = '40001'; end $$", [], "40001", "contention"],
  ["do $$ begin raise exception using errcode = '55P03'; end $$", [], "55P03", "contention"],
  ["do $$ begin raise exception using errcode = 'SC001'; end $$", [], "SC001", "torn"],
];

/** What one statement answers, and that it answers for itself alone. */
export const statementSentences: readonly ContractSentence[] = [
  {
    name: "a refused statement fails alone, with the state by which kinds of errors are told apart",
    async hold(scene) {
      const database = await scene.open();
      await database.control.query(plain("create table taken (n int primary key); insert into taken values (1)"));
      for (const [by, connection] of connectionsOf(database)) {
        for (const [text, values, state, kind] of refusals) {
          // With a name too, when it has parameters: then it is the prepared statement that is refused.
          const statement = { ...(values.length === 0 ? {} : { name: text }), ...plain(text, ...values) };
          const error = await rejectionOf(connection.query(statement), `"${text}" by the ${by}`);
          const found = { by, text, state: readDriverError(error).code, kind: classifyDatabaseError(error) };
          deepStrictEqual(found, { by, text, state, kind });
          await answers(connection, plain("select $1::int as n", 1), [{ n: 1 }]);
        }
      }
    },
  },
  {
    name: "a write tells the rows that it wrote",
    async hold(scene) {
      const database = await scene.open();
      await database.control.query(plain("create table written (n int primary key)"));
      const insert = plain("insert into written values ($1) on conflict do nothing returning n", 1);
      deepStrictEqual(await database.writer.query(insert), { rows: [{ n: 1 }], rowCount: 1 });
      deepStrictEqual(await database.writer.query(insert), { rows: [], rowCount: 0 });
      deepStrictEqual(await database.writer.query(plain("update written set n = 2")), { rows: [], rowCount: 1 });
    },
  },
  {
    name: "a write that answered is there: for every connection, and when the database is opened again",
    opensAgain: true,
    async hold(scene) {
      const database = await scene.open();
      await database.writer.query(plain("create table kept (n int8)"));
      const count = "select count(*) as n from kept";
      let written = 0;
      for (const [, writer] of connectionsOf(database)) {
        await writer.query(plain("insert into kept values ($1)", written));
        written += 1;
        for (const [, reader] of connectionsOf(database)) await answers(reader, plain(count), [{ n: written }]);
      }
      await database.close();
      const again = await scene.open();
      await answers(again.reader, plain(count), [{ n: written }]);
    },
  },
  {
    name: "of many statements in one text the last one answers, and all are done or none",
    async hold(scene) {
      const database = await scene.open();
      await database.control.query(plain("create table many (n int)"));
      const both = "insert into many values (1); insert into many values (2); select count(*) as n from many";
      deepStrictEqual(await database.control.query(plain(both)), { rows: [{ n: 2 }], rowCount: 1 });
      await rejectionOf(database.control.query(plain("insert into many values (3); select 1 / 0")), "A division by 0");
      await answers(database.control, plain("select count(*) as n from many"), [{ n: 2 }]);
    },
  },
  {
    name: "of hundreds of statements at once each gets its own answer",
    async hold(scene) {
      const database = await scene.open();
      const sent = Array.from({ length: 100 }, (_, n) =>
        connectionsOf(database)
          .slice(0, 3)
          .flatMap(([, connection]) => {
            const statement = plain("select $1::int as n, $2::text as t", n, `of ${n}`);
            return [connection.query(statement), connection.query({ name: "echo", ...statement })];
          })
          .map(async (answer) => deepStrictEqual((await answer).rows, [{ n, t: `of ${n}` }])),
      );
      equal((await Promise.all(sent.flat())).length, 600);
    },
  },
];
