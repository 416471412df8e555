import { createHash } from "node:crypto";
import { checksumOf } from "../database/ledger.ts";
import { orderSets, type MigrationSet } from "../database/migration-set.ts";

/** Sixteen hex characters that change exactly when a migration does: what was migrated once serves all who have the same. */
export function migrationKey(sets: readonly MigrationSet[]): string {
  const hash = createHash("sha256");
  for (const { owner, migrations } of orderSets(sets)) {
    for (const migration of migrations) hash.update(`${owner}/${migration.name} ${checksumOf(migration)}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}
