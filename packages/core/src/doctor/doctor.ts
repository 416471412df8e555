import { embeddedExtensions } from "../database/embedded-extensions.ts";
import { openDatabase, type Database } from "../database.ts";
import type { MigrationSet } from "../database/migrate.ts";
import { migrationSets } from "../migrate.ts";
import { isServer, type ResolvedOptions } from "../resolve-options.ts";
import type { AnyInputs, NamedLanes, ScoriaOptions } from "../scoria-options.ts";
import { quietLogger } from "../seams/logger.ts";
import type { Environment } from "../settings/read-settings.ts";
import { checkClock } from "./check-clock.ts";
import { checkDatabase } from "./check-database.ts";
import { checkServerDurability, embeddedDurability } from "./check-durability.ts";
import { checkHandlers } from "./check-handlers.ts";
import { checkMigrations, migrationsToCome } from "./check-migrations.ts";
import { checkNodes } from "./check-nodes.ts";
import { checkNotifications } from "./check-notifications.ts";
import { checkOperatorRuns } from "./check-operator-runs.ts";
import { checkOptions } from "./check-options.ts";
import { checkPreparedStatements } from "./check-prepared-statements.ts";
import { checkRole } from "./check-role.ts";
import { checkServerSettings } from "./check-server-settings.ts";
import { failedCheck, type DoctorCheck, type DoctorCheckName } from "./doctor-check.ts";
import { embeddedDatabaseThere } from "./embedded-database-there.ts";

export interface DoctorOptions {
  /** Where the `SCORIA_*` variables are read. Default: `process.env`. */
  readonly env?: Environment;
}

/** What the doctor found. */
export interface DoctorReport {
  /** False when any check is a `problem`. */
  readonly ok: boolean;
  /** In the order in which they were made. A check that an earlier problem makes pointless is left out. */
  readonly checks: readonly DoctorCheck[];
}

/**
 * Looks at what a facade with these options would meet, and reports it: options and variables, the database and how safe
 * its commits are, the server's settings, prepared statements, notifications, clocks, migrations, the role, and runs that cannot go on.
 *
 * It changes nothing, needs no facade, and throws nothing that it can report. An embedded database that another process
 * has open is reported as `DATABASE_LOCKED`; one that is not there yet is not made. On a server it reads the head of every
 * run once. No message holds a password, the name of a role, or data of a tenant.
 *
 * @example
 * ```ts
 * import { defineConfig, doctor } from "@scoria/core";
 *
 * const { ok, checks } = await doctor(defineConfig({ database: "file:.scoria/db" }));
 * for (const { name, status, message, advice } of checks) console.log(status, name, message, advice ?? "");
 * if (!ok) process.exitCode = 1;
 * ```
 */
export async function doctor<Lanes extends NamedLanes<Lanes> = {}, Types = AnyInputs>(
  options?: ScoriaOptions<Lanes, Types>,
  how: DoctorOptions = {},
): Promise<DoctorReport> {
  const read = checkOptions(options, how.env ?? process.env);
  const checks = [...read.checks, ...(read.options === undefined ? [] : await checkInstallation(read.options))];
  return { ok: checks.every(({ status }) => status !== "problem"), checks };
}

async function checkInstallation(options: ResolvedOptions): Promise<readonly DoctorCheck[]> {
  const { database: url } = options;
  const sets = migrationSets(options);
  let database: Database;
  try {
    if (url.startsWith("file:") && !embeddedDatabaseThere(url)) return notMadeYet(options, sets);
    // Without names: whether they work is one of the questions.
    const extensions = await embeddedExtensions(url, sets);
    database = await openDatabase({ url, logger: quietLogger, preparedNames: false, extensions });
  } catch (error) {
    return [failedCheck("database", error, "opening the database")];
  }
  try {
    return await checkOpenDatabase(database, options, sets);
  } finally {
    await database.close();
  }
}

async function checkOpenDatabase(
  database: Database,
  options: ResolvedOptions,
  sets: readonly MigrationSet[],
): Promise<readonly DoctorCheck[]> {
  const { database: url, preparedNames, handlers, migrate, notifications, listenUrl } = options;
  const { control } = database;
  const onServer = isServer(url);
  const checks = [await reported("database", () => checkDatabase(database))];
  if (onServer) {
    checks.push(await reported("durability", () => checkServerDurability(database)));
    checks.push(await reported("server-settings", () => checkServerSettings(database)));
    checks.push(await reported("prepared-statements", () => checkPreparedStatements(url, preparedNames)));
    checks.push(await reported("notifications", () => checkNotifications(database, listenUrl ?? url, notifications)));
    checks.push(await reported("clock", () => checkClock(control, Date.now)));
  } else {
    checks.push(embeddedDurability(url));
  }
  const { check, areApplied } = await checkMigrations(database, sets, migrate);
  checks.push(check);
  if (!areApplied) return checks;
  const role = await reported("role", () => checkRole(database, options.rls));
  checks.push(role);
  if (role.status === "problem") return checks; // what it may not see must not be reported as not being there
  checks.push(await reported("handlers", () => checkHandlers(control, [...handlers.keys()], options.lanes)));
  checks.push(await reported("nodes", () => checkNodes(database)));
  checks.push(await reported("operator-runs", () => checkOperatorRuns(control)));
  return checks;
}

function notMadeYet(
  { database: url, migrate }: ResolvedOptions,
  sets: readonly MigrationSet[],
): readonly DoctorCheck[] {
  const message = "The embedded database is not there yet. The first start makes it.";
  return [{ name: "database", status: "ok", message }, embeddedDurability(url), migrationsToCome(sets, migrate)];
}

async function reported(name: DoctorCheckName, check: () => Promise<DoctorCheck>): Promise<DoctorCheck> {
  try {
    return await check();
  } catch (error) {
    return failedCheck(name, error, `checking ${name.replace("-", " ")}`);
  }
}
