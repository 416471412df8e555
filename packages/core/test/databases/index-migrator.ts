// Run as a process of its own: migrates the database of the given url by the given set.
import { openDatabase } from "../../src/database.ts";
import { migrateDatabase, type MigrationSet } from "../../src/database/migrate.ts";
import { quietLogger } from "../../src/seams/logger.ts";

const [url = "", set = "{}"] = process.argv.slice(2);
const db = await openDatabase({ url, logger: quietLogger });
await migrateDatabase(db, [JSON.parse(set) as MigrationSet]);
await db.close();
