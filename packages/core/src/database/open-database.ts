import type { Database, DatabaseOptions } from "../database.ts";
import { openPglite } from "../databases/pglite.ts";
import { openPostgres } from "../databases/postgres.ts";
import { ScoriaError } from "../errors/scoria-error.ts";

/**
 * Opens the database that `url` names and checks that it answers. It creates no tables.
 *
 * @throws INVALID_INPUT for a url of another form, DATABASE_UNAVAILABLE when nothing answers there, DATABASE_LOCKED when
 * the folder of an embedded database is open in another process, or in this one and cannot be shared.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  if (/^postgres(ql)?:\/\//.test(options.url)) return openPostgres(options);
  if (options.url === "memory:" || options.url.startsWith("file:")) return openPglite(options);
  // The value is not repeated: it may hold a password.
  throw new ScoriaError(
    "INVALID_INPUT",
    'The database url has an unknown form. Use "postgres://…" or "postgresql://…" for a server, "file:<path>" for the ' +
      'embedded database in a folder, or "memory:" for the embedded database in memory.',
    { option: "database" },
  );
}
