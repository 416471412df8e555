/** `pglite`: the embedded database, in memory. `postgres`: a server. */
export type TestEngine = "pglite" | "postgres";

/** A database that nobody else uses, migrated, and gone after `drop`. */
export interface TestDatabase extends AsyncDisposable {
  readonly engine: TestEngine;
  /** For `createScoria` in another process; an embedded one in memory can only be used through `createTestScoria`. */
  readonly url: string;
  /** Removes it, whoever is connected. Twice is the same as once; `await using` calls it. */
  drop(): Promise<void>;
}

/** Where a database for tests is made. */
export interface TestDatabaseOptions {
  /** A PostgreSQL server whose role may create databases. Default: `SCORIA_TEST_DATABASE_URL`. */
  readonly databaseUrl?: string;
}
