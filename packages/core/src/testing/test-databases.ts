import { randomUUID } from "node:crypto";
import { openAsBlob } from "node:fs";
import pg from "pg";
import { openDatabase, type Database } from "../database.ts";
import { migrateDatabase } from "../database/migrate.ts";
import { coreMigrations } from "../database/migrations/index.ts";
import type { Logger } from "../seams/logger.ts";
import { quietLogger } from "../seams/logger.ts";

export type TestEngine = "pglite" | "postgres";

/** Where a PostgreSQL server may be asked for databases of our own; without one, tests of that engine are skipped. */
export const serverUrl: string | undefined = process.env.SCORIA_TEST_DATABASE_URL;

/** The engines that tests can run on here. */
export const testEngines: readonly TestEngine[] = serverUrl === undefined ? ["pglite"] : ["pglite", "postgres"];

/** A database that nobody else uses, migrated, and gone after `drop`. */
export interface TestDatabase {
  readonly engine: TestEngine;
  /** For `createScoria`; an embedded one in memory can only be used through `open`. */
  readonly url: string;
  open(logger?: Logger): Promise<Database>;
  drop(): Promise<void>;
}

export async function createTestDatabase(engine: TestEngine): Promise<TestDatabase> {
  return engine === "postgres" ? serverDatabase() : embeddedDatabase();
}

/** In memory, so it lives until `drop`: a facade that closes it has only closed its own door. */
async function embeddedDatabase(): Promise<TestDatabase> {
  const dump = process.env.SCORIA_TEST_EMBEDDED_DUMP;
  const from = dump === undefined ? {} : { from: await openAsBlob(dump) };
  const database = await openDatabase({ url: "memory:", logger: quietLogger, ...from });
  await migrateDatabase(database, [coreMigrations]);
  return {
    engine: "pglite",
    url: "memory:",
    open: async () => ({ ...database, close: async () => {} }),
    drop: () => database.close(),
  };
}

async function serverDatabase(): Promise<TestDatabase> {
  if (serverUrl === undefined) throw new Error("Set SCORIA_TEST_DATABASE_URL to test on PostgreSQL.");
  const name = `scoria_test_${randomUUID().replaceAll("-", "")}`;
  const template = process.env.SCORIA_TEST_TEMPLATE;
  await onServer(`create database ${name}${template === undefined ? "" : ` template ${template}`}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    engine: "postgres",
    url: url.href,
    async open(logger = quietLogger) {
      const database = await openDatabase({ url: url.href, logger });
      if (template === undefined) await migrateDatabase(database, [coreMigrations]);
      return database;
    },
    drop: () => onServer(`drop database if exists ${name} with (force)`),
  };
}

/** Runs one statement on the test server itself. */
export async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
