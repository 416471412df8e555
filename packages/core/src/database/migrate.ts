import { setTimeout as delay } from "node:timers/promises";
import type { Connection, Database } from "../database.ts";
import { buildIndexes } from "./build-indexes.ts";
import { plainSql } from "./index-sql.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { asScoriaError, classifyDatabaseError } from "./classify-error.ts";
import { createExtensions, lackingExtensions, requireExtensions } from "./extensions.ts";
import {
  compareWithLedger,
  createLedger,
  lockPatienceMs,
  lockTimeoutSql,
  migrationLockSql,
  migrationSettingsSql,
  readLedger,
  recordMigration,
  type LedgerRow,
} from "./ledger.ts";
import { orderSets, type Migration, type MigrationName, type MigrationSet } from "./migration-set.ts";

export type {
  IndexMigration,
  Migration,
  MigrationIndex,
  MigrationName,
  MigrationSet,
  SqlMigration,
} from "./migration-set.ts";
export { printMigrations } from "./print-migrations.ts";

const patienceMs = 60_000;

/** How long a migration waits for a table at least, however long those before it took. */
const leastLockPatienceMs = 100;

/**
 * Applies what is missing, core's set first, each set in one transaction but for indexes, which are built beside running work.
 * Any number of processes may do so at once: one applies, the others wait with no transaction open, and find it done. Tables
 * that are in use are waited for one second at a time, as all new statements on them stand in line behind; then those have
 * their turn for as long.
 *
 * @throws DATABASE_BUSY after 60 s, MIGRATIONS_PENDING when a migration was changed after it was applied, SCHEMA_TOO_NEW
 * when the database is ahead of this version, INVALID_INPUT for a set that is not well formed, the code that an extension
 * names when the server does not have it.
 */
export async function migrateDatabase(
  db: Database,
  sets: readonly MigrationSet[],
): Promise<{ applied: readonly MigrationName[] }> {
  const applied: MigrationName[] = [];
  for (const set of orderSets(sets)) applied.push(...(await migrateSet(db, set)));
  return { applied };
}

/**
 * Names what `migrateDatabase` would apply. Reads only; the schema need not exist.
 *
 * @throws MIGRATIONS_PENDING when a migration was changed after it was applied.
 */
export async function pendingMigrations(
  db: Database,
  sets: readonly MigrationSet[],
): Promise<readonly MigrationName[]> {
  const ledger = await readLedgerOf(db);
  return orderSets(sets).flatMap((set) =>
    compareWithLedger(set, ledger).pending.map(({ name }) => ({ owner: set.owner, name })),
  );
}

/**
 * Resolves when the database is exactly where this version expects it.
 *
 * @throws MIGRATIONS_PENDING that names what is missing and the command to run, SCHEMA_TOO_NEW when the database is ahead.
 */
export async function requireMigrated(db: Database, sets: readonly MigrationSet[]): Promise<void> {
  const ledger = await readLedgerOf(db);
  const ordered = orderSets(sets);
  for (const set of ordered) requireNotTooNew(set, ledger);
  const missing = ordered.flatMap((set) =>
    compareWithLedger(set, ledger).pending.map((migration) => `${set.owner}/${migration.name}`),
  );
  if (missing.length === 0) {
    for (const { owner, extensions = [] } of ordered) await requireExtensions(db.control, owner, extensions);
    return;
  }
  throw new ScoriaError(
    "MIGRATIONS_PENDING",
    `The database lacks ${missing.length === 1 ? "the migration" : "the migrations"} ${missing.join(", ")}. ` +
      'Call migrate(options) of @scoria/core, or set migrate: "auto", then start again.',
    { missing },
  );
}

async function migrateSet(db: Database, set: MigrationSet): Promise<readonly MigrationName[]> {
  const applied: MigrationName[] = [];
  let deadline = performance.now() + patienceMs;
  for (;;) {
    const turn = performance.now();
    let inTheWay = 0;
    try {
      // Without the lock first: a process that starts when all is done waits for nobody.
      const ledger = await readLedger(db.control);
      requireNotTooNew(set, ledger);
      const lacking = await lackingExtensions(db.control, set.extensions ?? []);
      const [first] = compareWithLedger(set, ledger).pending;
      if (first === undefined && lacking.length === 0) return applied;
      const done = await applyNext(db, set, lacking.length === 0 ? first : undefined);
      if (done !== null) {
        applied.push(...done);
        deadline = performance.now() + patienceMs;
        continue;
      }
    } catch (error) {
      if (classifyDatabaseError(error) !== "contention") throw asScoriaError(error, `migrating ${set.owner}`);
      inTheWay = performance.now() - turn;
    }
    if (performance.now() > deadline) {
      throw new ScoriaError(
        "DATABASE_BUSY",
        `The migrations of ${set.owner} could not go on within ${patienceMs / 1000} s, as another process migrates or holds ` +
          "a table in a long transaction. Those that are not recorded were not applied; end that one and try again.",
        { owner: set.owner },
      );
    }
    await delay(50 + Math.random() * 200 + inTheWay);
  }
}

/** Applies the migrations up to the next ones that need another way. Null when another process has the lock. */
async function applyNext(
  db: Database,
  set: MigrationSet,
  first: Migration | undefined,
): Promise<readonly MigrationName[] | null> {
  if (first === undefined || "sql" in first || db.engine === "pglite") {
    return db.transaction((connection) => applySet(connection, set, db.engine === "pglite"));
  }
  return (await buildIndexes(db, set, first)) ? [{ owner: set.owner, name: first.name }] : null;
}

/** `plainly`: nobody else is there, so that indexes are built as anything else is. Null when another process has the lock. */
async function applySet(
  connection: Connection,
  set: MigrationSet,
  plainly: boolean,
): Promise<readonly MigrationName[] | null> {
  const { rows } = await connection.query<{ locked: boolean }>({
    text: `select ${migrationLockSql} as locked`,
    values: [],
  });
  if (rows[0]?.locked !== true) return null;
  await connection.query({ text: migrationSettingsSql, values: [] });
  await createLedger(connection);
  const ledger = await readLedger(connection);
  requireNotTooNew(set, ledger);
  const { pending } = compareWithLedger(set, ledger);
  await createExtensions(connection, set.owner, set.extensions ?? []);
  const until = pending.findIndex((migration) => "indexes" in migration);
  const due = plainly || until < 0 ? pending : pending.slice(0, until);
  const begin = performance.now();
  for (const migration of due) {
    try {
      const patience = Math.max(leastLockPatienceMs, lockPatienceMs - (performance.now() - begin));
      await connection.query({ text: lockTimeoutSql(patience), values: [] });
      await connection.query({ text: plainSql(migration), values: [] });
      await recordMigration(connection, set.owner, migration);
    } catch (error) {
      if (classifyDatabaseError(error) === "contention") throw error;
      throw asScoriaError(error, `applying the migration ${set.owner}/${migration.name}`);
    }
  }
  return due.map(({ name }) => ({ owner: set.owner, name }));
}

async function readLedgerOf(db: Database): Promise<readonly LedgerRow[]> {
  try {
    return await readLedger(db.control);
  } catch (error) {
    throw asScoriaError(error, "reading which migrations are applied");
  }
}

function requireNotTooNew(set: MigrationSet, ledger: readonly LedgerRow[]): void {
  const { unknown } = compareWithLedger(set, ledger);
  if (unknown.length === 0) return;
  throw new ScoriaError(
    "SCHEMA_TOO_NEW",
    `The database has migrations of ${set.owner} that this version does not know: ${unknown.join(", ")}. ` +
      "Deploy the version that brought them, or a newer one, here as well.",
    { owner: set.owner, unknown },
  );
}
