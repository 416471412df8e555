import { constants } from "node:fs";
import { lstat, mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** Who may write to something, as the file system tells it. */
interface Ownership {
  readonly uid: number;
  readonly mode: number;
}

const writableByOthers = 0o022;

/**
 * The folder for what this user's processes keep to save time, made if it is missing, for its owner only. Null when there
 * is none that nobody else can write to: what lies there is used as if this process had made it.
 */
export async function openCacheFolder(env: Readonly<Record<string, string | undefined>>): Promise<string | null> {
  const base = cacheBase(env);
  if (base === null) return null;
  const folder = join(base, "scoria");
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const found = await lstat(folder);
    return found.isDirectory() && isOurs(found) ? folder : null;
  } catch {
    return null;
  }
}

/** What the file holds; null when it is missing, too large, no file, or when another user could have written it. */
export async function readOwnFile(path: string, maxBytes: number): Promise<Buffer | null> {
  try {
    // Looked at once it is open, so that what was checked is what is read.
    await using file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    const found = await file.stat();
    return found.isFile() && isOurs(found) && found.size <= maxBytes ? await file.readFile() : null;
  } catch {
    return null;
  }
}

/** Readable for its owner only, and in place whole or not at all, however many write it at once. */
export async function writeOwnFile(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const draft = `${path}.${randomUUID()}.new`;
  try {
    await writeFile(draft, parts, { mode: 0o600, flag: "wx" });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

function cacheBase(env: Readonly<Record<string, string | undefined>>): string | null {
  const { XDG_CACHE_HOME: named, LOCALAPPDATA: windows } = env;
  // Its standard says to pass over a relative one.
  if (named !== undefined && isAbsolute(named)) return named;
  if (process.platform === "win32") return windows !== undefined && isAbsolute(windows) ? windows : null;
  try {
    return join(homedir(), process.platform === "darwin" ? "Library/Caches" : ".cache");
  } catch {
    return null; // a user without a home
  }
}

/** On Windows there are no such bits: the folder of local application data is its user's. */
function isOurs({ uid, mode }: Ownership): boolean {
  const self = process.geteuid?.();
  return self === undefined || (uid === self && (mode & writableByOthers) === 0);
}
