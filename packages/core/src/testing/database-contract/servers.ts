import { equal } from "node:assert/strict";
import { classifyDatabaseError } from "../../database/classify-error.ts";
import { answers, connectionsOf, plain, rejectionOf, type ContractSentence } from "./contract-scene.ts";

const readPid = plain("select pg_backend_pid() as pid");
// So that a driver that hangs is told as such, and not as a test that ran out of time.
const patienceMs = 10_000;

/** What only connections that are apart can promise. */
export const serverSentences: readonly ContractSentence[] = [
  {
    name: "a connection that dies under a statement fails that one as of the connection, and the next one works",
    ofServers: true,
    async hold(scene) {
      const database = await scene.open();
      for (const [name, connection] of connectionsOf(database)) {
        const dying = connection.query(plain("select pg_terminate_backend(pg_backend_pid())"));
        const error = await rejectionOf(dying, `A statement whose ${name} died`);
        equal(classifyDatabaseError(error), "connection");
        await answers(connection, plain("select 1 as one"), [{ one: 1 }]);
      }
    },
  },
  {
    name: "a transaction whose connection dies is not told as done, and leaves nothing",
    ofServers: true,
    async hold(scene) {
      const database = await scene.open();
      await database.control.query(plain("create table moved (n int)"));
      const work = database.transaction(async (connection) => {
        await connection.query(plain("insert into moved values (1)"));
        const [session] = (await connection.query<{ pid: number }>(readPid)).rows;
        await database.control.query(plain("select pg_terminate_backend($1)", session?.pid));
      });
      equal(classifyDatabaseError(await rejectionOf(work, "A transaction whose connection died")), "connection");
      await answers(database.reader, plain("select count(*) as n from moved"), [{ n: 0 }]);
    },
  },
  {
    name: "no kind of work starves another: while one waits for a lock the others answer",
    ofServers: true,
    async hold(scene) {
      const database = await scene.open();
      const kinds = connectionsOf(database).slice(0, 3);
      for (const [blocked, connection] of kinds) {
        const waiting: Promise<unknown>[] = [];
        await database.transaction(async (inside) => {
          await inside.query(plain("select pg_advisory_xact_lock(1)"));
          for (let n = 0; n < 12; n += 1)
            waiting.push(connection.query(plain("select pg_advisory_xact_lock_shared(1)")));
          for (const [other, free] of connectionsOf(database)) {
            if (other === blocked) continue;
            await within(free.query(plain("select 1")), `The ${other} waits for the ${blocked}`);
          }
        });
        await Promise.all(waiting);
      }
    },
  },
];

async function within<T>(work: Promise<T>, otherwise: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${otherwise}: it did not answer in ${patienceMs} ms.`)), patienceMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
