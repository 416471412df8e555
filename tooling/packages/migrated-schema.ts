import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { createScoria } from "@scoria/core";
import pg from "pg";
import type { Query } from "./schema-picture.ts";

/** A database that was migrated as a host would do it; it goes away when it is disposed. */
export interface MigratedDatabase extends AsyncDisposable {
  readonly query: Query;
}

export async function migratedEmbedded(): Promise<MigratedDatabase> {
  await using cleanups = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "scoria-schema-"));
  cleanups.defer(() => rmSync(folder, { recursive: true, force: true }));
  await migrate(`file:${folder}/db`);
  const engine = cleanups.adopt(await PGlite.create(join(folder, "db")), (opened) => opened.close());
  return kept(cleanups.move(), (sql) => engine.query(sql));
}

export async function migratedOnServer(serverUrl: string): Promise<MigratedDatabase> {
  await using cleanups = new AsyncDisposableStack();
  const server = cleanups.adopt(await connect(serverUrl), (client) => client.end());
  const name = `scoria_schema_${randomUUID().replaceAll("-", "")}`;
  await server.query(`create database ${name}`);
  cleanups.defer(async () => void (await server.query(`drop database ${name} with (force)`)));
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await migrate(url.href);
  const database = cleanups.adopt(await connect(url.href), (client) => client.end());
  return kept(cleanups.move(), (sql) => database.query<object>(sql));
}

async function migrate(database: string): Promise<void> {
  const scoria = await createScoria({ database, migrate: "auto", worker: false });
  await scoria.close();
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}

function kept(cleanups: AsyncDisposableStack, query: Query): MigratedDatabase {
  return { query, [Symbol.asyncDispose]: () => cleanups.disposeAsync() };
}
