// Run as a process of its own: migrates the database of the given url, and prints how many migrations it applied.
import { openDatabase } from "../../src/database.ts";
import { migrateDatabase } from "../../src/database/migrate.ts";

const logger = { debug() {}, info() {}, warn() {}, error() {} };
const db = await openDatabase({ url: process.argv[2] ?? "", logger });
const migrations = [
  { name: "0001-a", sql: "create table scoria.a (n int)" },
  { name: "0002-b", sql: "create table scoria.b (n int)" },
];
const { applied } = await migrateDatabase(db, [{ owner: "core", migrations }]);
await db.close();
process.stdout.write(String(applied.length));
