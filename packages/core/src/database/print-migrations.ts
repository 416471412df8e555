import { checksumOf, createLedgerSql, migrationLockSql, migrationSettingsSql } from "./ledger.ts";
import { buildIndexSql } from "./index-sql.ts";
import { orderSets, type IndexMigration, type MigrationSet, type SqlMigration } from "./migration-set.ts";

/**
 * The migrations as SQL for an administrator to read and run, with the ledger's rows, so that a database that was migrated
 * by hand passes `requireMigrated`. One transaction for each set, between those indexes that are built without one; running it
 * again stops at the first statement that finds its work done, and changes nothing.
 */
export function printMigrations(sets: readonly MigrationSet[]): string {
  return `-- Run with: psql --set ON_ERROR_STOP=1 --file <this file>\n${ledgerBlock()}${orderSets(sets).map(setBlocks).join("")}`;
}

function ledgerBlock(): string {
  const create = createLedgerSql.replace("create table", "create table if not exists");
  return `\nbegin;\n${migrationSettingsSql};\ncreate schema if not exists scoria;\n${create};\ncommit;\n`;
}

function setBlocks({ owner, migrations, extensions = [] }: MigrationSet): string {
  const blocks: string[] = [];
  let statements = extensions.map(({ name }) => `create extension if not exists "${name}";\n`);
  const endBlock = (): void => {
    if (statements.length > 0) blocks.push(transactionBlock(statements));
    statements = [];
  };
  for (const migration of migrations) {
    if ("sql" in migration) {
      statements.push(sqlStep(owner, migration));
      continue;
    }
    endBlock();
    blocks.push(indexBlock(owner, migration));
  }
  endBlock();
  return blocks.join("");
}

function transactionBlock(statements: readonly string[]): string {
  const lock = `select ${migrationLockSql.replace("pg_try_", "pg_")};\n`;
  return `\nbegin;\n${migrationSettingsSql};\n${lock}${statements.join("")}commit;\n`;
}

function sqlStep(owner: string, migration: SqlMigration): string {
  const row = `insert into scoria.migrations (owner, name, checksum)\nvalues ('${owner}', '${migration.name}', '${checksumOf(migration)}');\n`;
  return `\n-- ${owner}/${migration.name}\n${endStatement(migration.sql)}\n${row}`;
}

/** The row is written only when each index is valid: what an earlier build left half done is not taken for an index. */
function indexBlock(owner: string, migration: IndexMigration): string {
  const names = migration.indexes.map(({ name }) => `'scoria.${name}'::regclass`).join(", ");
  const builds = migration.indexes.map((index) => `${buildIndexSql(index, "concurrently if not exists")};\n`).join("");
  return (
    `\n-- ${owner}/${migration.name}: in no transaction, so that writes go on. Where an earlier build was cut off, this records\n` +
    `-- nothing; drop the index that is invalid and run it again, or let migrate do both.\n${builds}` +
    `insert into scoria.migrations (owner, name, checksum)\nselect '${owner}', '${migration.name}', '${checksumOf(migration)}'\n` +
    `where not exists (select from pg_index where indexrelid in (${names}) and not indisvalid);\n`
  );
}

function endStatement(sql: string): string {
  const trimmed = sql.trim();
  return trimmed.endsWith(";") ? trimmed : `${trimmed}\n;`;
}
