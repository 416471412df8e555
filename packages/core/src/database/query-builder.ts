import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type Compilable,
} from "kysely";
import type { Connection } from "../database.ts";
import type { Tables } from "./schema.ts";

/** For reads that are put together from parts. It has no connection: what it builds goes through the door. */
export const builder: Kysely<Tables> = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** Sends what `builder` built. */
export async function readBuilt<Row>(connection: Connection, built: Compilable<Row>): Promise<readonly Row[]> {
  const { sql: text, parameters: values } = built.compile();
  return (await connection.query<Row>({ text, values })).rows;
}
