/** One statement with its parameters, `$1` being `values[0]`. */
export interface Statement {
  /** Prepared under this name when names are on. Only for a text that never varies. */
  readonly name?: string;
  readonly text: string;
  readonly values: readonly unknown[];
  /** How long it may take at most, where its connection allows more, in milliseconds. A server only. */
  readonly timeoutMs?: number;
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

/** One open database, by its statements. On the embedded engine all of its connections are one, and take turns. */
export interface StatementDatabase {
  readonly engine: "postgres" | "pglite";
  /** Safe to print: never a password. */
  readonly description: string;
  /** Two connections, only for the journal's writer: one for each of its tracks. */
  readonly writer: Connection;
  /** `readers` connections. */
  readonly reader: Connection;
  /** Two connections: claims, sweeps, appends from outside. */
  readonly control: Connection;
  /** One connection, only for the heartbeat: neither verbs that wait for a row nor a full pool may cost a node its lease. */
  readonly heartbeat: Connection;
  /** Four connections: the lanes' own tables, so that what a lane does there holds up nothing of the engine. */
  readonly lanes: Connection;
  /**
   * Runs `work` in one transaction on a connection of its own; for migrations only: the engine has no BEGIN.
   * Commits when `work` resolves, rolls back when it rejects. Inside `work` use only the connection it was given: on the
   * embedded engine every other one waits for this transaction.
   */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Waits for the statements under way, then frees everything. New statements are refused with CLOSED at once. */
  close(): Promise<void>;
}
