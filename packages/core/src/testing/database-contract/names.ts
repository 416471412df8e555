import type { StatementDatabase } from "../../database/statement-database.ts";
import { deepStrictEqual, match } from "node:assert/strict";
import { answers, plain, type ContractSentence } from "./contract-scene.ts";

const readOne = { name: "read-one", ...plain("select $1::int as n", 1) };

/** The most statements that a session of the writer has prepared; asked often enough to meet each of its sessions. */
async function prepared(database: StatementDatabase): Promise<number> {
  const count = plain("select count(*) as n from pg_prepared_statements");
  const looks = await Promise.all(Array.from({ length: 8 }, () => database.writer.query<{ n: number }>(count)));
  return Math.max(...looks.flatMap(({ rows }) => rows.map(({ n }) => n)));
}

/** Names make statements faster, and never make one fail. */
export const nameSentences: readonly ContractSentence[] = [
  {
    name: "a named statement is prepared under its name",
    async hold(scene) {
      const database = await scene.open();
      for (let times = 0; times < 3; times += 1) await answers(database.writer, readOne, [{ n: 1 }]);
      deepStrictEqual(await prepared(database), 1);
    },
  },
  {
    name: "with names switched off nothing is prepared",
    async hold(scene) {
      const database = await scene.open({ preparedNames: false });
      for (let times = 0; times < 3; times += 1) await answers(database.writer, readOne, [{ n: 1 }]);
      deepStrictEqual(await prepared(database), 0);
    },
  },
  {
    name: "a plan that DDL has outdated is made anew without anybody noticing",
    async hold(scene) {
      const database = await scene.open();
      await database.control.query(plain("create table grown (n int)"));
      const read = { name: "read-grown", ...plain("select * from grown") };
      await answers(database.writer, read, []);
      await database.control.query(plain("alter table grown add column m int"));
      await database.control.query(plain("insert into grown values (1, 2)"));
      await answers(database.writer, read, [{ n: 1, m: 2 }]);
      deepStrictEqual(scene.warnings, []);
    },
  },
  {
    name: "a name that the session has forgotten switches names off, with one warning",
    async hold(scene) {
      const database = await scene.open();
      await answers(database.writer, readOne, [{ n: 1 }]);
      for (let times = 0; times < 2; times += 1) {
        await database.writer.query(plain("deallocate all"));
        await answers(database.writer, readOne, [{ n: 1 }]);
      }
      deepStrictEqual(scene.warnings.length, 1);
      match(scene.warnings[0] ?? "", /prepared statements/);
      deepStrictEqual(await prepared(database), 0);
    },
  },
];
