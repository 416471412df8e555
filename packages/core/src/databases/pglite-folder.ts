import { chmod, mkdir, readdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readDriverError } from "../database/classify-error.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { lockFiles } from "./pglite-lock.ts";

/** There from before the first file of the database until it is whole; so what is found beside it was never in use. */
const initialisingFile = "scoria.initialising";
/** The major version that the embedded engine can read. */
const engineVersion = "18";

/**
 * The absolute path in a `file:` url: what follows "file:" as it is, or decoded when the form is "file:///…".
 *
 * @throws INVALID_INPUT
 */
export function readFolderUrl(url: string): string {
  const rest = url.slice("file:".length);
  let path = rest;
  try {
    if (rest.startsWith("//")) path = fileURLToPath(url);
  } catch {
    path = "";
  }
  // eslint-disable-next-line no-control-regex
  if (path === "" || /[\u0000-\u001f\u007f]/.test(path)) {
    throw new ScoriaError(
      "INVALID_INPUT",
      'The folder in the database url cannot be read. Use "file:" and a path, such as "file:.scoria/db".',
      { option: "database" },
    );
  }
  return resolve(path);
}

/**
 * Makes the folder if it is missing, for its owner only, and answers its real path, so that two names of one folder share
 * one lock.
 *
 * @throws INVALID_INPUT when a file stands there, DATABASE_UNAVAILABLE when it cannot be made.
 */
export async function makeFolder(path: string): Promise<string> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    if ((await stat(path)).isDirectory()) return await realpath(path);
  } catch (error) {
    const { code } = readDriverError(error);
    if (code !== "EEXIST" && code !== "ENOTDIR") throw folderFailure(path, code);
  }
  throw new ScoriaError(
    "INVALID_INPUT",
    `The embedded database needs a folder, but ${path} is a file or lies below one. Name another path.`,
    { option: "database" },
  );
}

/**
 * Answers whether the folder, whose lock is held, has a database; else leaves it empty, with the mark that its making was
 * begun. Files that are neither are never touched.
 *
 * @throws DATABASE_UNAVAILABLE for a folder of other files, a damaged one, or one of another engine version.
 */
export async function prepareFolder(folder: string): Promise<"made" | "empty"> {
  try {
    const names = (await readdir(folder)).filter((name) => !lockFiles.has(name));
    if (names.includes(initialisingFile)) {
      await emptyAgain(folder);
      return "empty";
    }
    if (names.length > 0) {
      await requireWhole(folder, names);
      return "made";
    }
    await chmod(folder, 0o700); // the engine makes its files readable for all
    await writeFile(join(folder, initialisingFile), "");
    return "empty";
  } catch (error) {
    throw error instanceof ScoriaError ? error : folderFailure(folder, readDriverError(error).code);
  }
}

/** Removes what a making that came to nothing has left; only in a folder that is marked as being made. */
export async function emptyAgain(folder: string): Promise<void> {
  const left = (await readdir(folder)).filter((name) => name !== initialisingFile && !lockFiles.has(name));
  await Promise.all(left.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

/** Called when the new database has answered. */
export async function markMade(folder: string): Promise<void> {
  await rm(join(folder, initialisingFile), { force: true });
}

/** `code` is the file system's own name of what went wrong, such as EACCES. */
export function folderFailure(folder: string, code: string): ScoriaError {
  return new ScoriaError(
    "DATABASE_UNAVAILABLE",
    `The folder ${folder} of the embedded database cannot be used (${code === "" ? "unknown reason" : code}). Check that ` +
      "it can be made and written to by this user, and that the disk has room.",
    { code },
    { retryable: false },
  );
}

async function requireWhole(folder: string, names: readonly string[]): Promise<void> {
  const missing = ["PG_VERSION", "global", "base", "pg_wal"].filter((name) => !names.includes(name));
  const version = missing.length > 0 ? "" : (await readFile(join(folder, "PG_VERSION"), "utf8")).trim();
  if (version === engineVersion) return;
  const happened =
    missing.length === 0 && /^\d{1,3}$/.test(version)
      ? `The folder ${folder} was made by PostgreSQL ${version}, and the embedded database is PostgreSQL ${engineVersion}`
      : `The folder ${folder} has files in it but no whole database`;
  throw new ScoriaError(
    "DATABASE_UNAVAILABLE",
    `${happened}. Nothing in it was changed. Restore it from a copy, or name an empty folder.`,
    { missing },
    { retryable: false },
  );
}
