import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { DatabaseNotToBeHad } from "./database-not-to-be-had.ts";
import { canInstallPackages, installPackages, updatePackageLists } from "./debian-packages.ts";
import type { ProvideOptions } from "./provide-postgres.ts";

/** Debian keeps it where only administrators look. */
const DEBIAN_PROGRAM = "/usr/sbin/pgbouncer";

/**
 * Finds the program of the pooler. Root on Debian gets it installed; others are told.
 *
 * @throws DatabaseNotToBeHad
 */
export async function providePgbouncer({ signal, report }: ProvideOptions): Promise<string> {
  const found = locatePgbouncer();
  if (found !== undefined) return found;
  const missing = "No pgbouncer is installed. Install it to test behind a transaction pooler.";
  if (!canInstallPackages()) throw new DatabaseNotToBeHad(missing);
  try {
    report("installing pgbouncer");
    await updatePackageLists(signal);
    await installPackages(["pgbouncer"], signal);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseNotToBeHad(`${missing}\nInstalling it here failed. ${reason}`);
  }
  const installed = locatePgbouncer();
  if (installed === undefined) throw new DatabaseNotToBeHad(`${missing}\nIt was installed here but is not found.`);
  return installed;
}

function locatePgbouncer(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const candidates = [...folders.map((folder) => join(folder, "pgbouncer")), DEBIAN_PROGRAM];
  return candidates.find((program) => existsSync(program));
}
