import type { Extension } from "@electric-sql/pglite";
import type { Kysely } from "kysely";
import type { Tables } from "./database/schema.ts";
import type { Logger } from "./seams/logger.ts";

/** One statement with its parameters, `$1` being `values[0]`. */
export interface Statement {
  /** Prepared under this name when names are on. Only for a text that never varies. */
  readonly name?: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * What a statement answered.
 *
 * Values arrive alike on both engines: `timestamptz` as `Date`, `int8` as a number (an integer that a number cannot hold
 * exactly is an error), `json` and `jsonb` as their text, `bytea` as `Buffer`, arrays as arrays of these. `date` and
 * `timestamp` stay text, as they name no instant.
 */
export interface Rows<Row> {
  readonly rows: readonly Row[];
  /** Rows returned, or rows changed by a statement that returns none. */
  readonly rowCount: number;
}

/**
 * Runs statements, each in a transaction of its own unless `Database.transaction` made it.
 *
 * It rejects with the driver's error, which can hold parameters: tell kinds apart by `classifyDatabaseError` and let only
 * `asScoriaError` out. A write that answered is no proof that a row was written: statements return what they wrote, and
 * callers look at the rows.
 *
 * @throws CLOSED after `close`, DATABASE_UNAVAILABLE once an embedded instance has broken down.
 */
export interface Connection {
  query<Row = Record<string, unknown>>(statement: Statement): Promise<Rows<Row>>;
}

/** One open database. On the embedded engine all of its connections are one, and take turns. */
export interface Database {
  readonly engine: "postgres" | "pglite";
  /** Safe to print: never a password. */
  readonly description: string;
  /** Two connections, only for the journal's writer: one for each of its tracks. */
  readonly writer: Connection;
  /** `readers` connections. */
  readonly reader: Connection;
  /**
   * `reader`, bound to `tenants`: each statement runs in a short transaction of its own, read only, as `scoria_reader`, and
   * row security shows it the rows of these tenants and no others. Nothing of that is left on the session. It costs two more
   * round trips.
   */
  readAs(tenants: readonly string[]): Connection;
  /** Two connections: heartbeat, claims, sweeps, appends from outside. */
  readonly control: Connection;
  /** Four connections: the lanes' own tables, so that what a lane does there holds up nothing of the engine. */
  readonly lanes: Connection;
  /**
   * Runs `work` in one transaction on a connection of its own; for migrations only: the engine has no BEGIN.
   * Commits when `work` resolves, rolls back when it rejects. Inside `work` use only the connection it was given: on the
   * embedded engine every other one waits for this transaction.
   */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /**
   * Embedded: the nodes of this process that work on this database, those of all facades that share it. A node enters before
   * its first heartbeat and leaves when it stops; every other node of the database is gone. Null on a server.
   */
  readonly localNodes: Set<string> | null;
  /** For reads that are put together from parts. */
  readonly kysely: Kysely<Tables>;
  /** Waits for the statements under way, then frees everything. New statements are refused with CLOSED at once. */
  close(): Promise<void>;
}

/** PGlite extensions by name, such as `{ vector }`. */
export type EmbeddedExtensions = Readonly<Record<string, Extension>>;

export interface DatabaseOptions {
  /** `postgres://…`, `postgresql://…`, `file:<path>` or `memory:`. */
  readonly url: string;
  /** Connections for reads on a server; default 5. */
  readonly readers?: number;
  /** Whether named statements are prepared under their names; default true. Off for poolers that break them. */
  readonly preparedNames?: boolean;
  /** A dump of `PgliteDatabase.dump` to begin with; only for `memory:`, and for `file:` when the folder is empty. */
  readonly from?: Blob;
  /** What the embedded engine loads; default none. A server has its own. Who shares a folder must ask for no others. */
  readonly extensions?: EmbeddedExtensions;
  readonly logger: Logger;
}

export { openDatabase } from "./database/open-database.ts";
