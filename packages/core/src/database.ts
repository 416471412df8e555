import type { Connection, Statement, StatementDatabase } from "./database/statement-database.ts";
import type { Notifier, NotifierOptions } from "./notifier.ts";
import type { Logger } from "./seams/logger.ts";

export type { Connection, Rows, Statement, StatementDatabase } from "./database/statement-database.ts";

/** One open database, as the engine uses it. What a driver promises of it is held by `databaseContract`. */
export interface Database extends StatementDatabase {
  /**
   * `reader`, bound to `tenants`: each statement runs in a short transaction of its own, read only, as `scoria_reader`, and
   * row security shows it the rows of these tenants and no others. Nothing of that is left on the session. It costs two more
   * round trips.
   */
  readAs(tenants: readonly string[]): Connection;
  /**
   * Embedded: the nodes of this process that work on this database, those of all facades that share it. A node enters before
   * its first heartbeat and leaves when it stops; every other node of the database is gone. Null on a server.
   */
  readonly localNodes: Set<string> | null;
  /**
   * Runs one statement in no transaction, on a session of its own without the role's time limits; for building indexes beside
   * running work, which may take hours. A server only: embedded there is no work beside.
   */
  alone(statement: Statement): Promise<void>;
  /** How hints travel to those who share this database. Close it before the database. It connects when it is first used. */
  readonly openNotifier: (options: NotifierOptions) => Notifier;
}

/** PGlite extensions by name, such as `{ vector }`. An object here, so that a host need not have PGlite's own types. */
export type EmbeddedExtensions = Readonly<Record<string, object>>;

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
