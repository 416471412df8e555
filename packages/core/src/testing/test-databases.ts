import pg from "pg";
import { openDatabase, type Database } from "../database.ts";
import { embeddedExtensions } from "../database/embedded-extensions.ts";
import type { MigrationSet } from "../database/migration-set.ts";
import { coreMigrations } from "../database/migrations/index.ts";
import { openPglite } from "../databases/pglite.ts";
import { quietLogger, type Logger } from "../seams/logger.ts";
import { embeddedTemplate } from "./embedded-template.ts";
import { createServerDatabase } from "./server-databases.ts";
import type { TestDatabase, TestDatabaseOptions, TestEngine } from "./test-database.ts";

export type { TestDatabase, TestEngine } from "./test-database.ts";

/** Where a PostgreSQL server may be asked for databases of our own; without one, tests of that engine are skipped. */
export const serverUrl: string | undefined = process.env.SCORIA_TEST_DATABASE_URL;

/** A transaction pooler before that server. Facades connect through it; databases are made on the server itself. */
export const poolerUrl: string | undefined = process.env.SCORIA_TEST_POOLER_URL;

/** The engines that tests can run on here. */
export const testEngines: readonly TestEngine[] = serverUrl === undefined ? ["pglite"] : ["pglite", "postgres"];

/** As the kit itself knows it. */
export interface OpenableTestDatabase extends TestDatabase {
  /** Behind a pooler, which keeps no session for who listens: the server's own address, as a host there sets it. */
  readonly listenUrl?: string;
  open(logger?: Logger): Promise<Database>;
}

/** As the public form, and with the tables of lanes. */
export async function createTestDatabase(
  engine?: TestEngine,
  options: TestDatabaseOptions = {},
  lanes: readonly MigrationSet[] = [],
): Promise<OpenableTestDatabase> {
  const server = options.databaseUrl ?? serverUrl;
  const sets = [coreMigrations, ...lanes];
  const isEmbedded = engine === undefined ? server === undefined : engine === "pglite";
  return isEmbedded ? embeddedDatabase(sets) : serverDatabase(server, sets);
}

/** In memory, so it lives until `drop`: a facade that closes it has only closed its own door. */
async function embeddedDatabase(sets: readonly MigrationSet[]): Promise<OpenableTestDatabase> {
  const extensions = await embeddedExtensions("memory:", sets);
  const from = await embeddedTemplate(sets);
  const database = await openPglite({ url: "memory:", logger: quietLogger, from, extensions });
  const drop = (): Promise<void> => database.close();
  return {
    engine: "pglite",
    url: "memory:",
    open: async () => ({ ...database, close: async () => {} }),
    drop,
    [Symbol.asyncDispose]: drop,
  };
}

async function serverDatabase(
  server: string | undefined,
  sets: readonly MigrationSet[],
): Promise<OpenableTestDatabase> {
  if (server === undefined) {
    throw new Error("There is no server to test on. Set SCORIA_TEST_DATABASE_URL to its url, or pass `databaseUrl`.");
  }
  const made = await createServerDatabase(server, sets);
  const pooler = server === serverUrl ? poolerUrl : undefined;
  const url = pooler === undefined ? made.url : throughPooler(made.url, pooler);
  const drop = (): Promise<void> => made.drop();
  return {
    engine: "postgres",
    url,
    ...(pooler === undefined ? {} : { listenUrl: made.url }),
    open: (logger = quietLogger) => openDatabase({ url, logger }),
    drop,
    [Symbol.asyncDispose]: drop,
  };
}

function throughPooler(url: string, pooler: string): string {
  const through = new URL(url);
  through.host = new URL(pooler).host;
  return through.href;
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
