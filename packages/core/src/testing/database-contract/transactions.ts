import { deepStrictEqual, equal, rejects } from "node:assert/strict";
import { answers, plain, rejectionOf, type ContractSentence } from "./contract-scene.ts";

const countMoved = plain("select count(*) as n from moved");

/** A transaction lands whole or not at all, and says which. */
export const transactionSentences: readonly ContractSentence[] = [
  {
    name: "a transaction that rejects leaves nothing, and one that resolves all",
    async hold(scene) {
      const database = await scene.open();
      await database.control.query(plain("create table moved (n int)"));
      const reason = new Error("It changed its mind.");
      const work = database.transaction(async (connection) => {
        await connection.query(plain("insert into moved values ($1)", 1));
        await answers(connection, countMoved, [{ n: 1 }]);
        throw reason;
      });
      equal(await rejectionOf(work, "A transaction whose work rejected"), reason);
      await answers(database.reader, countMoved, [{ n: 0 }]);
      const answer = await database.transaction(async (connection) => {
        await connection.query(plain("insert into moved values (1); insert into moved values (2)"));
        return "done";
      });
      equal(answer, "done");
      await answers(database.reader, countMoved, [{ n: 2 }]);
    },
  },
  {
    name: "a transaction whose failed statement was passed over is not told as done",
    async hold(scene) {
      const database = await scene.open();
      const work = database.transaction(async (connection) => {
        await connection.query(plain("create table never (n int)"));
        await connection.query(plain("select 1 / 0")).catch(() => undefined);
      });
      await rejects(work, { code: "DATABASE_UNAVAILABLE" });
      await answers(database.reader, plain("select to_regclass('never')::text as t"), [{ t: null }]);
    },
  },
  {
    name: "nobody sees what a transaction has not committed",
    async hold(scene) {
      const database = await scene.open();
      await database.control.query(plain("create table moved (n int)"));
      const looks: Promise<unknown>[] = [];
      const reason = new Error("It changed its mind.");
      const work = database.transaction(async (connection) => {
        await connection.query(plain("insert into moved values (1)"));
        for (const each of [database.writer, database.reader, database.control]) looks.push(each.query(countMoved));
        await answers(connection, countMoved, [{ n: 1 }]);
        throw reason;
      });
      equal(await rejectionOf(work, "A transaction whose work rejected"), reason);
      for (const look of looks) deepStrictEqual(await look, { rows: [{ n: 0 }], rowCount: 1 });
      equal(looks.length, 3);
    },
  },
  {
    name: "statements outside of a transaction wait for it or pass it by, and all answer",
    async hold(scene) {
      const database = await scene.open();
      const outside: Promise<unknown>[] = [];
      await database.transaction(async (connection) => {
        for (const each of [database.writer, database.reader, database.control, database.lanes])
          outside.push(each.query(plain("select 1")));
        outside.push(database.transaction((inner) => inner.query(plain("select 1"))));
        await connection.query(plain("select 1"));
      });
      equal((await Promise.all(outside)).length, 5);
    },
  },
  {
    name: "a transaction's connection is of no use when it is over",
    async hold(scene) {
      const database = await scene.open();
      const connection = await database.transaction((inside) => Promise.resolve(inside));
      await rejects(connection.query(plain("select 1")), { code: "CLOSED" });
    },
  },
];
