import { join } from "node:path";
import { buildPgvector } from "./build-pgvector.ts";
import { DatabaseNotToBeHad, ownServerAdvice } from "./database-not-to-be-had.ts";
import {
  canInstallPackages,
  installPackages,
  isOffered,
  offeredPostgresMajor,
  updatePackageLists,
} from "./debian-packages.ts";
import { locatePostgres, type PostgresInstall } from "./locate-postgres.ts";

export interface ProvideOptions {
  readonly signal: AbortSignal;
  /** Told in a few words what takes long. */
  readonly report: (line: string) => void;
  /** Whether a PostgreSQL without pgvector will do. Default: false. */
  readonly withoutVector?: boolean;
}

/**
 * Finds a PostgreSQL, one that has pgvector unless it is not needed. Root on Debian gets what is missing installed; others are told.
 *
 * @throws DatabaseNotToBeHad
 */
export async function providePostgres(options: ProvideOptions): Promise<PostgresInstall> {
  const found = locatePostgres();
  if (found !== undefined && (found.hasVector || options.withoutVector === true)) return found;
  if (!canInstallPackages()) throw new DatabaseNotToBeHad(whatIsMissing(found));
  try {
    return await installMissing(found, options);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseNotToBeHad(`${whatIsMissing(found)}\nInstalling it here failed. ${reason}`);
  }
}

async function installMissing(
  found: PostgresInstall | undefined,
  { signal, report }: ProvideOptions,
): Promise<PostgresInstall> {
  await updatePackageLists(signal);
  const major = found?.major ?? (await offeredPostgresMajor(signal));
  const packaged = `postgresql-${major}-pgvector`;
  if (await isOffered(packaged, signal)) {
    report(`installing ${packaged}`);
    await installPackages([`postgresql-${major}`, packaged], signal);
  } else {
    if (!found?.hasHeaders) {
      report(`installing PostgreSQL ${major} with its headers`);
      await installPackages([`postgresql-${major}`, `postgresql-server-dev-${major}`], signal);
    }
    report("compiling pgvector");
    await installPackages(["make", "gcc"], signal);
    const target = found ?? locatePostgres();
    if (target === undefined) throw new Error(`PostgreSQL ${major} was installed but is not found.`);
    await buildPgvector(join(target.bin, "pg_config"), signal);
  }
  const provided = locatePostgres();
  if (!provided?.hasVector) throw new Error("pgvector was installed but PostgreSQL does not list it.");
  return provided;
}

function whatIsMissing(found: PostgresInstall | undefined): string {
  return found === undefined
    ? `The tests need PostgreSQL with pgvector, and no PostgreSQL is installed. Install both. ${ownServerAdvice}`
    : `The tests need PostgreSQL with pgvector, and PostgreSQL ${found.major} is here without pgvector. Install pgvector for it. ${ownServerAdvice}`;
}
