import type { Database } from "../database.ts";
import { requireMigrated, type MigrationSet } from "../database/migrate.ts";
import { isScoriaError } from "../errors/scoria-error.ts";
import { failedCheck, type DoctorCheck } from "./doctor-check.ts";

const name = "migrations";

/** Whether the tables are those of this version. `areApplied` says whether the checks that read them can go on. */
export async function checkMigrations(
  database: Database,
  sets: readonly MigrationSet[],
  migrate: "auto" | "check",
): Promise<{ readonly check: DoctorCheck; readonly areApplied: boolean }> {
  try {
    await requireMigrated(database, sets);
  } catch (error) {
    if (migrate === "auto" && isScoriaError(error, "MIGRATIONS_PENDING") && Array.isArray(error.details.missing)) {
      return { check: pendingAtStart(error.details.missing as readonly string[]), areApplied: false };
    }
    return { check: failedCheck(name, error, "reading which migrations are applied"), areApplied: false };
  }
  const owners = sets.map(({ owner }) => owner).join(", ");
  return {
    check: { name, status: "ok", message: `The tables are those of this version: ${owners}.` },
    areApplied: true,
  };
}

/** Of a database that is not there yet. */
export function migrationsToCome(sets: readonly MigrationSet[], migrate: "auto" | "check"): DoctorCheck {
  const missing = sets.flatMap(({ owner, migrations }) => migrations.map((migration) => `${owner}/${migration.name}`));
  if (migrate === "auto") return pendingAtStart(missing);
  const message = `The database lacks the migrations ${missing.join(", ")}.`;
  return {
    name,
    status: "problem",
    code: "MIGRATIONS_PENDING",
    message,
    advice: "Call migrate(options) of @scoria/core.",
  };
}

function pendingAtStart(missing: readonly string[]): DoctorCheck {
  return { name, status: "ok", message: `The next start applies ${missing.join(", ")}, as migrate is "auto".` };
}
