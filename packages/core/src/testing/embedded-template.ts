import { openAsBlob } from "node:fs";
import { embeddedExtensions } from "../database/embedded-extensions.ts";
import { migrateDatabase, type MigrationSet } from "../database/migrate.ts";
import { openPglite } from "../databases/pglite.ts";
import { quietLogger } from "../seams/logger.ts";
import { migrationKey } from "./migration-key.ts";

const made = new Map<string, Promise<Blob>>();

/** A dump of an embedded database with these migrations, made once in a process: a copy opens several times as fast. */
export function embeddedTemplate(sets: readonly MigrationSet[]): Promise<Blob> {
  const key = migrationKey(sets);
  const known = made.get(key);
  if (known !== undefined) return known;
  const template = makeTemplate(sets);
  made.set(key, template);
  template.catch(() => made.delete(key)); // the next test tries again
  return template;
}

async function makeTemplate(sets: readonly MigrationSet[]): Promise<Blob> {
  // Our own test run makes one dump for all of its processes.
  const shared = process.env.SCORIA_TEST_EMBEDDED_DUMP;
  const from = shared === undefined ? {} : { from: await openAsBlob(shared) };
  const extensions = await embeddedExtensions("memory:", sets);
  const database = await openPglite({ url: "memory:", logger: quietLogger, extensions, ...from });
  try {
    const { applied } = await migrateDatabase(database, sets);
    return applied.length === 0 && from.from !== undefined ? from.from : await database.dump();
  } finally {
    await database.close();
  }
}
