import type { Connection, Database } from "../database.ts";

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
