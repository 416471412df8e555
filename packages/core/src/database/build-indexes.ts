import type { Connection, Database } from "../database.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { asScoriaError, classifyDatabaseError } from "./classify-error.ts";
import { buildIndexSql } from "./index-sql.ts";
import { compareWithLedger, migrationLockSql, readLedger, recordMigration } from "./ledger.ts";
import type { IndexMigration, MigrationIndex, MigrationSet } from "./migration-set.ts";

/** What the catalog says of an index. `building`: somebody is at it, such as the session of a migrator that was killed. */
type IndexState = "missing" | "building" | "invalid" | "valid";

/**
 * Builds the indexes of a migration beside running work, and records it. False when another process has the lock, or did it
 * meanwhile.
 *
 * The lock is held by a transaction beside the build, which cannot have one. It holds nothing that the build would wait for:
 * under read committed it has no snapshot between two statements, and no id before it writes. Should its session end, the next
 * migrator finds the build still going on in the server, and waits for that.
 */
export async function buildIndexes(db: Database, set: MigrationSet, migration: IndexMigration): Promise<boolean> {
  return db.transaction(async (lock) => {
    await lock.query({ text: "set transaction isolation level read committed", values: [] }); // a role's default may be another
    await lock.query({ text: "set local idle_in_transaction_session_timeout = 0", values: [] });
    const { rows } = await lock.query<{ locked: boolean }>({
      text: `select ${migrationLockSql} as locked`,
      values: [],
    });
    if (rows[0]?.locked !== true) return false;
    const { pending } = compareWithLedger(set, await readLedger(lock));
    if (pending[0]?.name !== migration.name) return false;
    for (const index of migration.indexes) await buildIndex(db, lock, index, `${set.owner}/${migration.name}`);
    await recordMigration(lock, set.owner, migration);
    return true;
  });
}

async function buildIndex(db: Database, lock: Connection, index: MigrationIndex, migration: string): Promise<void> {
  const state = await stateOf(lock, index);
  if (state === "valid") return;
  if (state === "building") {
    throw new ScoriaError(
      "DATABASE_BUSY",
      `Another session builds the index ${index.name} of ${migration}. Try again.`,
    );
  }
  if (state === "invalid") await drop(db, index);
  try {
    await db.alone({ text: buildIndexSql(index, "concurrently"), values: [] });
  } catch (error) {
    // Half built it serves no read, and may refuse writes. What ended the session left it to the next migrator.
    if (classifyDatabaseError(error) !== "connection") await drop(db, index).catch(() => undefined);
    if (classifyDatabaseError(error) === "contention") throw error;
    throw asScoriaError(error, `building the index ${index.name} of ${migration}`);
  }
}

function drop(db: Database, { name }: MigrationIndex): Promise<void> {
  return db.alone({ text: `drop index concurrently if exists scoria.${name}`, values: [] });
}

/**
 * Without a parameter (a name is a plain word): one makes a portal that keeps its snapshot until the next statement of the
 * transaction, and the build would wait for that for ever.
 */
async function stateOf(connection: Connection, { name }: MigrationIndex): Promise<IndexState> {
  const { rows } = await connection.query<{ state: IndexState }>({
    text: `
select case
  when i.indisvalid then 'valid'
  when exists (select from pg_stat_progress_create_index p where p.index_relid = c.oid) then 'building'
  else 'invalid'
end as state
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_index i on i.indexrelid = c.oid
where n.nspname = 'scoria' and c.relname = '${name}'`,
    values: [],
  });
  return rows[0]?.state ?? "missing";
}
