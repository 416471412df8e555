import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openDatabase, type Database, type DatabaseOptions } from "../../src/database.ts";
import type { PgliteDatabase } from "../../src/databases/pglite.ts";
import type { Logger } from "../../src/seams/logger.ts";
import { nameTestDatabase } from "../../src/testing/server-databases.ts";

export const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** Url of a new, empty database on the test server, which is dropped at the end. */
export interface FreshServerDatabase extends AsyncDisposable {
  readonly url: string;
  readonly name: string;
}

export async function freshServerDatabase(): Promise<FreshServerDatabase> {
  const name = nameTestDatabase();
  await onServer(`create database ${name}`);
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return {
    url: url.href,
    name,
    [Symbol.asyncDispose]: () => onServer(`drop database ${name} with (force)`),
  };
}

/** Runs one statement as the superuser, in no database of a test. */
export async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

export interface FreshFolder extends AsyncDisposable {
  readonly path: string;
}

export async function freshFolder(): Promise<FreshFolder> {
  const path = await mkdtemp(join(tmpdir(), "scoria-test-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Closes at the end of the block. */
export type OpenDatabase<Kind extends Database = Database> = Kind & AsyncDisposable;

export async function open(url: string, options: Partial<DatabaseOptions> = {}): Promise<OpenDatabase> {
  const database = await openDatabase({ url, logger: silent, ...options });
  return Object.assign(database, { [Symbol.asyncDispose]: () => database.close() });
}

export async function openEmbedded(
  url: string,
  options: Partial<DatabaseOptions> = {},
): Promise<OpenDatabase<PgliteDatabase>> {
  return (await open(url, options)) as OpenDatabase<PgliteDatabase>;
}

let emptyDump: Promise<Blob> | null = null;

/** A dump of an empty embedded database, made once: opening from it is ten times as fast as making one. */
export function emptyDatabase(): Promise<Blob> {
  emptyDump ??= (async () => {
    await using database = await openEmbedded("memory:");
    return await database.dump();
  })();
  return emptyDump;
}

function serverUrl(): string {
  const url = process.env.SCORIA_TEST_DATABASE_URL;
  if (url === undefined) throw new Error("Set SCORIA_TEST_DATABASE_URL to a PostgreSQL server's superuser url.");
  return url;
}
