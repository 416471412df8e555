import { createHash } from "node:crypto";
import type { Connection } from "../database.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { plainSql } from "./index-sql.ts";
import type { Migration, MigrationSet } from "./migration-set.ts";

/** A migration as the ledger has it. */
export interface LedgerRow {
  readonly owner: string;
  readonly name: string;
  readonly checksum: string;
}

/** What stands between the ledger and the migrations of one owner. */
export interface LedgerComparison {
  readonly pending: readonly Migration[];
  /** Names that are applied but unknown here: a newer version was at work. */
  readonly unknown: readonly string[];
}

/** The first key is "scor" in ASCII, so that the lock meets no other of the host; the second says what of ours. */
export const migrationLockSql = "pg_try_advisory_xact_lock(1935896434, 1)";
/**
 * How long a transaction of migrations waits for tables, all in all: whoever wants a table that it has already, or waits for,
 * stands behind it for so long.
 */
export const lockPatienceMs = 1_000;
/** Set inside the transaction, as a pooler may give the next one another session. */
export const migrationSettingsSql: string = lockTimeoutSql(lockPatienceMs);

export function lockTimeoutSql(ms: number): string {
  return `set local lock_timeout = '${Math.ceil(ms)}ms'`;
}

export const createLedgerSql = `create table scoria.migrations (
  owner       text not null,
  name        text not null,
  checksum    text not null,
  applied_at  timestamptz not null default clock_timestamp(),
  primary key (owner, name)
)`;

const readLedgerSql = `
select owner, name, checksum
from scoria.migrations
order by owner, name`;

/** Empty when there is no ledger yet. Reads only. */
export async function readLedger(connection: Connection): Promise<readonly LedgerRow[]> {
  if (!(await hasLedger(connection))) return [];
  return (await connection.query<LedgerRow>({ text: readLedgerSql, values: [] })).rows;
}

/**
 * Creates schema and table where they are missing. What is there is not touched, so a role that may not create schemas can
 * go on from what an administrator has made.
 */
export async function createLedger(connection: Connection): Promise<void> {
  if (await hasLedger(connection)) return;
  const { rows } = await connection.query<{ exists: boolean }>({
    text: `select exists (select from pg_namespace where nspname = 'scoria') as "exists"`,
    values: [],
  });
  if (rows[0]?.exists !== true) await connection.query({ text: "create schema scoria", values: [] });
  await connection.query({ text: createLedgerSql, values: [] });
}

export async function recordMigration(connection: Connection, owner: string, migration: Migration): Promise<void> {
  const text = `
    insert into scoria.migrations (owner, name, checksum)
    values ($1, $2, $3)
    returning name`;
  const { rows } = await connection.query({ text, values: [owner, migration.name, checksumOf(migration)] });
  if (rows.length !== 1) {
    throw new ScoriaError("DATABASE_UNAVAILABLE", `The ledger did not take the migration ${owner}/${migration.name}.`);
  }
}

/**
 * Compares the migrations of one owner with what was applied.
 *
 * @throws MIGRATIONS_PENDING when one was changed after it was applied, or stands before one that is applied.
 */
export function compareWithLedger(set: MigrationSet, ledger: readonly LedgerRow[]): LedgerComparison {
  const applied = new Map(ledger.filter((row) => row.owner === set.owner).map((row) => [row.name, row.checksum]));
  const pending: Migration[] = [];
  for (const migration of set.migrations) {
    const checksum = applied.get(migration.name);
    if (checksum === undefined) {
      pending.push(migration);
      continue;
    }
    if (checksum !== checksumOf(migration)) {
      throw refused(
        set,
        migration,
        "was changed after it was applied. Undo the change, and put it into a new migration",
      );
    }
    const skipped = pending[0];
    if (skipped !== undefined) {
      throw refused(set, skipped, `stands before ${migration.name}, which is applied already. Put it at the end`);
    }
  }
  const known = new Set(set.migrations.map((migration) => migration.name));
  return { pending, unknown: [...applied.keys()].filter((name) => !known.has(name)) };
}

export function checksumOf(migration: Migration): string {
  return createHash("sha256").update(plainSql(migration)).digest("hex");
}

async function hasLedger(connection: Connection): Promise<boolean> {
  // The catalog, as to_regclass is an error for a role that may not use the schema.
  const text = `
    select exists (
      select
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'scoria' and c.relname = 'migrations'
    ) as "exists"`;
  const { rows } = await connection.query<{ exists: boolean }>({ text, values: [] });
  return rows[0]?.exists === true;
}

function refused(set: MigrationSet, migration: Migration, what: string): ScoriaError {
  return new ScoriaError("MIGRATIONS_PENDING", `The migration ${set.owner}/${migration.name} ${what}.`, {
    owner: set.owner,
    name: migration.name,
  });
}
