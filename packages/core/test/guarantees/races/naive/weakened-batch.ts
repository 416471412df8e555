import { plainSql } from "../../../../src/database/index-sql.ts";
import type { Connection, Rows, Statement } from "../../../../src/database.ts";
import { writeBatchMigration } from "../../../../src/database/migrations/0003-write-batch.ts";

/** The engine's own batch function without one of its rules. */
export type Weakness = "no torn check" | "no lock order";

const cuts: Readonly<Record<Weakness, readonly (readonly [RegExp, string])[]>> = {
  "no torn check": [[/raise exception 'a part of a group would land'[^;]*;/, "null;"]],
  "no lock order": [
    [/set lock_timeout = '1s'\n/, ""],
    [/perform 1 from scoria\.runs [^;]*for no key update;/, ""],
    // Each writer in an order of its own, as requests would come in.
    [/ {4}end\n(?= {4}on conflict)/, "    end\n    order by md5(e.run::text || pg_backend_pid()), e.seq\n"],
  ],
};

/** Makes `scoria.weakened_batch`. */
export async function createWeakenedBatch(connection: Connection, weakness: Weakness): Promise<void> {
  let text = plainSql(writeBatchMigration).replace("function scoria.write_batch(", "function scoria.weakened_batch(");
  for (const [rule, without] of cuts[weakness]) {
    if (!rule.test(text)) throw new Error(`The batch function has changed: ${rule.source} is not in it any more.`);
    text = text.replace(rule, without);
  }
  await connection.query({ text, values: [] });
}

/** Calls the weakened function wherever the writer calls the real one. */
export function weakened(connection: Connection): Connection {
  return {
    query: <Row>(statement: Statement): Promise<Rows<Row>> =>
      connection.query<Row>({
        ...statement,
        text: statement.text.replace("scoria.write_batch(", "scoria.weakened_batch("),
      }),
  };
}
