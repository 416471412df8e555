import type { Kysely } from "kysely";
import type { Tables } from "./database/schema.ts";
import type { StatementDatabase } from "./database/statement-database.ts";
import type { Logger } from "./seams/logger.ts";

export type { Connection, Rows, Statement, StatementDatabase } from "./database/statement-database.ts";

/** One open database, as the engine uses it. What a driver promises of it is held by `databaseContract`. */
export interface Database extends StatementDatabase {
  /** For reads that are put together from parts. */
  readonly kysely: Kysely<Tables>;
}

export interface DatabaseOptions {
  /** `postgres://…`, `postgresql://…`, `file:<path>` or `memory:`. */
  readonly url: string;
  /** Connections for reads on a server; default 5. */
  readonly readers?: number;
  /** Whether named statements are prepared under their names; default true. Off for poolers that break them. */
  readonly preparedNames?: boolean;
  /** A dump of `PgliteDatabase.dump` to begin with; only for `memory:`, and for `file:` when the folder is empty. */
  readonly from?: Blob;
  readonly logger: Logger;
}

export { openDatabase } from "./database/open-database.ts";
