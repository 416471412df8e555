import { openDatabase, type Database } from "./database.ts";
import { migrateDatabase, pendingMigrations, printMigrations, requireMigrated } from "./database/migrate.ts";
import type { MigrationName, MigrationSet } from "./database/migration-set.ts";
import { coreMigrations } from "./database/migrations/index.ts";
import { readBoolean } from "./decode/option-values.ts";
import { readOptions } from "./decode/read-options.ts";
import { embeddedExtensions } from "./database/embedded-extensions.ts";
import { lackingExtensions } from "./database/extensions.ts";
import { embeddedDatabaseThere } from "./doctor/embedded-database-there.ts";
import { isScoriaError } from "./errors/scoria-error.ts";
import { laneMigrations } from "./lane/attach-lanes.ts";
import { resolveOptions, type ResolvedOptions } from "./resolve-options.ts";
import type { AnyInputs, NamedLanes, ScoriaOptions } from "./scoria-options.ts";
import type { Environment } from "./settings/read-settings.ts";

/** How `migrate` goes about it. */
export interface MigrateOptions {
  /** Whether it answers the SQL of what is missing instead of applying it. Default: false. */
  readonly print?: boolean;
  /** Where the `SCORIA_*` variables are read. Default: `process.env`. */
  readonly env?: Environment;
}

/** What `migrate` did. */
export interface Migrated {
  /** In the order in which they were applied; empty when nothing was missing. */
  readonly applied: readonly MigrationName[];
}

/** What `migrate` would do. */
export interface PrintedMigrations {
  /** For `psql`, with the rows of the ledger; empty when nothing is missing. */
  readonly sql: string;
}

/**
 * Brings the tables of core and of the lanes up to date, whatever the option `migrate` says. No facade is needed.
 *
 * Each package's migrations are applied in one transaction, under a lock: any number of processes may call it at once. Indexes
 * on tables in use are built apart, while others write; those before them are committed by then. Tables that are in use are
 * waited for one second at a time. The role that runs it owns the tables.
 *
 * With `print: true` nothing is changed: it answers the SQL of what this very database lacks, for an administrator to
 * run. A database that cannot be reached is therefore an error, not a reason to print everything; to print everything,
 * say `database: "memory:"`, which lacks everything.
 *
 * @throws DATABASE_UNAVAILABLE, DATABASE_LOCKED - the database cannot be opened
 * @throws DATABASE_BUSY - another process migrates, or holds a table, for more than a minute
 * @throws MIGRATIONS_PENDING - a migration was changed after it was applied
 * @throws SCHEMA_TOO_NEW - the database has migrations that this version does not know
 * @throws INVALID_INPUT, UNKNOWN_OPTION, LANE_INVALID - an option or a variable is not what it should be
 *
 * @example
 * ```ts
 * import { defineConfig, migrate } from "@scoria/core";
 *
 * const config = defineConfig({ database: "memory:" });
 * const { sql } = await migrate(config, { print: true });
 * const { applied } = await migrate(config);
 * console.log(sql.length, applied.map(({ owner, name }) => `${owner}/${name}`));
 * ```
 */
export function migrate<Lanes extends NamedLanes<Lanes> = {}, Types = AnyInputs>(
  options: ScoriaOptions<Lanes, Types> | undefined,
  how: MigrateOptions & { readonly print: true },
): Promise<PrintedMigrations>;
export function migrate<Lanes extends NamedLanes<Lanes> = {}, Types = AnyInputs>(
  options?: ScoriaOptions<Lanes, Types>,
  how?: MigrateOptions & { readonly print?: false },
): Promise<Migrated>;
export function migrate<Lanes extends NamedLanes<Lanes> = {}, Types = AnyInputs>(
  options?: ScoriaOptions<Lanes, Types>,
  how?: MigrateOptions,
): Promise<Migrated | PrintedMigrations>;
export async function migrate(options?: unknown, how?: MigrateOptions): Promise<Migrated | PrintedMigrations> {
  const given = readOptions(how, ["print", "env"], "migrate");
  const print = given.print === undefined ? false : readBoolean(given.print, "print");
  const resolved = resolveOptions(options, how?.env);
  const sets = migrationSets(resolved);
  if (!print) return onDatabase(resolved, (database) => migrateDatabase(database, sets));
  const isNothingThere = resolved.database.startsWith("file:") && !embeddedDatabaseThere(resolved.database);
  const sql = isNothingThere
    ? printMigrations(sets)
    : await onDatabase(resolved, (database) => printPending(database, sets));
  return { sql };
}

/** The migrations of core and of the lanes. */
export function migrationSets({ lanes }: Pick<ResolvedOptions, "lanes">): readonly MigrationSet[] {
  return [coreMigrations, ...laneMigrations(lanes)];
}

async function printPending(database: Database, sets: readonly MigrationSet[]): Promise<string> {
  try {
    await requireMigrated(database, sets);
    return "";
  } catch (error) {
    const extensionCodes = sets.flatMap(({ extensions = [] }) => extensions.map(({ missing }) => missing));
    if (!["MIGRATIONS_PENDING", ...extensionCodes].some((code) => isScoriaError(error, code))) throw error;
  }
  const pending = await pendingMigrations(database, sets);
  const lacking: MigrationSet[] = [];
  for (const { owner, migrations, extensions = [] } of sets) {
    lacking.push({
      owner,
      migrations: migrations.filter(({ name }) => pending.some((lack) => lack.owner === owner && lack.name === name)),
      extensions: await lackingExtensions(database.control, extensions),
    });
  }
  return printMigrations(lacking.filter((set) => set.migrations.length > 0 || set.extensions?.length !== 0));
}

async function onDatabase<T>(
  { database: url, logger, preparedNames, lanes }: ResolvedOptions,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const extensions = await embeddedExtensions(url, laneMigrations(lanes));
  const database = await openDatabase({ url, logger, preparedNames, extensions });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
