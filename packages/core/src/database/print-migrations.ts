import { checksumOf, createLedgerSql, migrationLockSql, migrationSettingsSql } from "./ledger.ts";
import { orderSets, type MigrationSet } from "./migration-set.ts";

/**
 * The migrations as SQL for an administrator to read and run, with the ledger's rows, so that a database that was migrated
 * by hand passes `requireMigrated`. One transaction for each set; running it again stops at the first statement that
 * finds its work done, and changes nothing.
 */
export function printMigrations(sets: readonly MigrationSet[]): string {
  return `-- Run with: psql --set ON_ERROR_STOP=1 --file <this file>\n${ledgerBlock()}${orderSets(sets).map(setBlock).join("")}`;
}

function ledgerBlock(): string {
  const create = createLedgerSql.replace("create table", "create table if not exists");
  return `\nbegin;\n${migrationSettingsSql};\ncreate schema if not exists scoria;\n${create};\ncommit;\n`;
}

function setBlock(set: MigrationSet): string {
  const steps = set.migrations.map((migration) => {
    const row = `insert into scoria.migrations (owner, name, checksum)\nvalues ('${set.owner}', '${migration.name}', '${checksumOf(migration)}');\n`;
    return `\n-- ${set.owner}/${migration.name}\n${endStatement(migration.sql)}\n${row}`;
  });
  const extensions = (set.extensions ?? []).map(({ name }) => `create extension if not exists "${name}";\n`);
  const lock = `select ${migrationLockSql.replace("pg_try_", "pg_")};\n`;
  return `\nbegin;\n${migrationSettingsSql};\n${lock}${extensions.join("")}${steps.join("")}commit;\n`;
}

function endStatement(sql: string): string {
  const trimmed = sql.trim();
  return trimmed.endsWith(";") ? trimmed : `${trimmed}\n;`;
}
