import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import type { Compilable } from "kysely";
import type { Connection, Database } from "../database.ts";
import type { Tables } from "./schema.ts";

/**
 * The one way to the tables for whoever reads for a caller: a connection for the tenants that the caller may see.
 *
 * Every statement that goes through names these tenants itself. With row security on, the database holds it to them a
 * second time, so that a statement that forgets to shows nothing of anybody else.
 */
export type TenantDoor = (tenants: readonly string[]) => Connection;

export function tenantDoor(database: Database, rls: boolean): TenantDoor {
  return rls ? (tenants) => database.readAs(tenants) : () => database.reader;
}

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
