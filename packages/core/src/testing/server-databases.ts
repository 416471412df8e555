import { randomBytes } from "node:crypto";
import pg from "pg";
import { openDatabase } from "../database.ts";
import { asScoriaError, classifyDatabaseError } from "../database/classify-error.ts";
import { migrateDatabase, type MigrationSet } from "../database/migrate.ts";
import { quietLogger } from "../seams/logger.ts";
import { migrationKey } from "./migration-key.ts";

/** A database of its own on a server. */
export interface ServerDatabase {
  readonly name: string;
  readonly url: string;
  drop(): Promise<void>;
}

type Ask = <Row = unknown>(statement: string) => Promise<readonly Row[]>;

const dayMs = 86_400_000;
// Noted when it is used, but not at each of a thousand tests.
const noteAgainAfterMs = 3_600_000;
// The first key is that of the migrations' lock, "scor" in ASCII. Held while a template is looked for, made or dropped.
const templateLock = "1935896434, 2";
const swept = new Set<string>();

/**
 * Makes a database with these migrations by copying a template, which stays on the server for the next test, process and
 * run. The role must be allowed to create databases.
 *
 * Any number of processes may do so at once: one makes the template, under an advisory lock of the server, the others
 * wait for it. What a process left behind when it died, and templates that nobody has used, are dropped after a day.
 */
export async function createServerDatabase(serverUrl: string, sets: readonly MigrationSet[]): Promise<ServerDatabase> {
  const name = nameTestDatabase();
  await onServer(serverUrl, async (ask) => {
    await ask(`select pg_advisory_lock(${templateLock})`);
    const template = await provideTemplate(serverUrl, ask, sets);
    await sweepOnce(serverUrl, ask);
    await ask(`select pg_advisory_unlock(${templateLock})`);
    await ask(`create database ${name} template ${template}`);
  });
  return {
    name,
    url: urlOf(serverUrl, name),
    drop: () => onServer(serverUrl, async (ask) => void (await ask(`drop database if exists ${name} with (force)`))),
  };
}

/** Says when it was made, so that a later run can tell whether its process is long gone. */
export function nameTestDatabase(now: number = Date.now()): string {
  const seconds = Math.floor(now / 1000).toString();
  return `scoria_test_${seconds}_${randomBytes(10).toString("hex")}`;
}

async function provideTemplate(serverUrl: string, ask: Ask, sets: readonly MigrationSet[]): Promise<string> {
  // Only its owner may copy it, so that each role has its own.
  const [role] = await ask<{ oid: string }>("select oid::text from pg_roles where rolname = current_user");
  const name = `scoria_template_${migrationKey(sets)}_${role?.oid ?? ""}`;
  const [found] = await ask<{ note: string | null }>(
    `select shobj_description(oid, 'pg_database') as note from pg_database where datname = '${name}'`,
  );
  if (found === undefined) await makeTemplate(serverUrl, ask, sets, name);
  else if (Date.now() - (usedAt(found.note) ?? 0) > noteAgainAfterMs) await noteUse(ask, name);
  return name;
}

/** It gets its name when it is whole, so that one whose process died midway is never copied. */
async function makeTemplate(serverUrl: string, ask: Ask, sets: readonly MigrationSet[], name: string): Promise<void> {
  const draft = nameTestDatabase();
  await ask(`create database ${draft}`);
  try {
    await migrateAt(urlOf(serverUrl, draft), sets);
    // A database that somebody is connected to cannot be copied.
    await ask(`alter database ${draft} with allow_connections false`);
    await noteUse(ask, draft);
    await ask(`alter database ${draft} rename to ${name}`);
  } catch (error) {
    await ask(`drop database ${draft} with (force)`).catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

async function migrateAt(url: string, sets: readonly MigrationSet[]): Promise<void> {
  const database = await openDatabase({ url, logger: quietLogger });
  try {
    await migrateDatabase(database, sets);
  } finally {
    await database.close();
  }
}

async function noteUse(ask: Ask, name: string): Promise<void> {
  await ask(`comment on database ${name} is 'Copied by tests of Scoria. Last used: ${new Date().toISOString()}'`);
}

/** Drops what is older than a day, once in a process. Call it under the lock. */
async function sweepOnce(serverUrl: string, ask: Ask): Promise<void> {
  if (swept.has(serverUrl)) return;
  swept.add(serverUrl);
  const databases = await ask<{ name: string; note: string | null }>(
    `select d.datname as name, shobj_description(d.oid, 'pg_database') as note
     from pg_database d
     join pg_roles r on r.oid = d.datdba
     where r.rolname = current_user and d.datname ~ '^scoria_(test|template)_'`,
  );
  for (const { name, note } of databases) {
    const at = madeAt(name) ?? usedAt(note) ?? Date.now();
    if (Date.now() - at < dayMs) continue;
    // What cannot be dropped now, the next run finds again.
    await ask(`drop database if exists ${name} with (force)`).catch(() => undefined);
  }
}

/** When a test database was made, in milliseconds since 1970; undefined for any other. */
function madeAt(name: string): number | undefined {
  const seconds = /^scoria_test_(\d{10})_[0-9a-f]{20}$/.exec(name)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

/** When a template was last used, in milliseconds since 1970; undefined for what bears no note of ours. */
function usedAt(note: string | null): number | undefined {
  const at = Date.parse(/Last used: (\S+)$/.exec(note ?? "")?.[1] ?? "");
  return Number.isNaN(at) ? undefined : at;
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** One session on the server itself. */
async function onServer(serverUrl: string, work: (ask: Ask) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  try {
    await client.connect();
    await work(async <Row>(statement: string) => (await client.query(statement)).rows as readonly Row[]);
  } catch (error) {
    throw classifyDatabaseError(error) === "connection" ? asScoriaError(error, "making a test database") : error;
  } finally {
    await client.end().catch(() => undefined); // the outcome is known already
  }
}
