import { deepStrictEqual, rejects } from "node:assert/strict";
import { connectionsOf, plain, type ContractSentence } from "./contract-scene.ts";

/** What closing leaves undone: nothing that was begun, and everything after. */
export const closingSentences: readonly ContractSentence[] = [
  {
    name: "closed, it refuses new work at once, having finished the old; and twice is the same as once",
    async hold(scene) {
      const database = await scene.open();
      await database.control.query(plain("create table late (n int)"));
      const underWay = [1, 2, 3].map((n) =>
        database.writer.query(plain("insert into late values ($1) returning n", n)),
      );
      const closing = database.close();
      for (const [, connection] of connectionsOf(database)) {
        await rejects(connection.query(plain("select 1")), { code: "CLOSED" });
      }
      deepStrictEqual(
        (await Promise.all(underWay)).map(({ rows }) => rows),
        [[{ n: 1 }], [{ n: 2 }], [{ n: 3 }]],
      );
      await closing;
      await database.close();
      await rejects(database.reader.query(plain("select 1")), { code: "CLOSED" });
    },
  },
  {
    name: "closing waits for the transaction that is under way",
    opensAgain: true,
    async hold(scene) {
      const database = await scene.open();
      await database.control.query(plain("create table late (n int)"));
      const order: string[] = [];
      let closing: Promise<void> | undefined;
      const work = database.transaction(async (connection) => {
        closing = database.close().then(() => void order.push("closed"));
        await connection.query(plain("insert into late values (1)"));
        order.push("written");
      });
      await work;
      await closing;
      deepStrictEqual(order, ["written", "closed"]);
      const again = await scene.open();
      deepStrictEqual((await again.reader.query(plain("select n from late"))).rows, [{ n: 1 }]);
    },
  },
];
