import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { ScoriaError } from "../errors/scoria-error.ts";
import { livenessOf, thisProcess, type ProcessIdentity } from "./process-identity.ts";

/** The right of one process to use one folder, until it is released or the process ends. */
export interface FolderLock {
  /**
   * Takes the kernel's lock and writes the holder's name again. The kernel drops its lock when any other descriptor of the
   * lock file is closed in this process, which happens when the engine reads or writes its whole folder.
   */
  renew(): Promise<void>;
  /** False when the folder was removed or replaced since, with the lock in it. */
  isInPlace(): boolean;
  release(): void;
}

const kernelLockFile = "scoria.lock";
const holderFile = "scoria.holder";
const holderDraftFile = "scoria.holder.new";
/** Not part of the database. */
export const lockFiles: ReadonlySet<string> = new Set([kernelLockFile, holderFile, holderDraftFile]);

// Long enough for a holder that is just opening or closing to write or remove its name.
const patienceMs = 2_000;
const sqliteBusy = 5;

/** Strong references: a lock whose object is collected would be dropped without a word. */
const held = new Map<string, FolderLock>();

/**
 * Takes the lock of `folder`, which must be a real path.
 *
 * Two things guard it. The kernel's lock on a file, taken through SQLite as Node has no call for it, cannot be held twice
 * and ends with its holder, however that dies: so a stale lock does not exist, and of many that come at once one wins. The
 * holder's name tells others whom to close, and holds while its process is certainly alive even if the kernel's lock was
 * lost: a second instance on one folder destroys it.
 *
 * @throws DATABASE_LOCKED with the holder's pid, DATABASE_UNAVAILABLE when the folder cannot be written to.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  if (held.has(folder)) throw lockedBy(folder, thisProcess());
  const Sqlite = await loadSqlite();
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const kernelLock = takeKernelLock(Sqlite, folder);
    const holder = readHolder(folder);
    const self = thisProcess();
    const liveness = holder === null ? "gone" : livenessOf(holder);
    const isOther = holder !== null && (holder.pid !== self.pid || holder.startTicks !== self.startTicks);
    if (kernelLock !== null && !(isOther && liveness === "alive")) return keep(Sqlite, folder, kernelLock, self);
    kernelLock?.close();
    const isTold = holder !== null && liveness !== "gone";
    if (isTold || performance.now() > deadline) throw lockedBy(folder, isTold ? holder : null);
    await backOff();
  }
}

function keep(Sqlite: typeof DatabaseSync, folder: string, first: DatabaseSync, self: ProcessIdentity): FolderLock {
  let kernelLock: DatabaseSync | null = first;
  const lock: FolderLock = {
    async renew() {
      kernelLock?.close();
      writeHolder(folder, self);
      const deadline = performance.now() + patienceMs;
      // A rival that just looks has it for a moment, and gives it back when it reads the holder's name.
      while ((kernelLock = takeKernelLock(Sqlite, folder)) === null) {
        if (performance.now() > deadline) throw lockedBy(folder, null);
        await backOff();
      }
    },
    isInPlace: () => readHolder(folder)?.pid === self.pid,
    release() {
      if (held.get(folder) !== lock) return;
      held.delete(folder);
      if (lock.isInPlace()) rmSync(join(folder, holderFile), { force: true });
      // The file itself stays: a new one in its place would be a second lock.
      kernelLock?.close();
      kernelLock = null;
    },
  };
  try {
    writeHolder(folder, self);
  } catch {
    kernelLock.close();
    throw unlockable(folder);
  }
  held.set(folder, lock);
  return lock;
}

/** By rename, so that nobody reads half a name. */
function writeHolder(folder: string, holder: ProcessIdentity): void {
  writeFileSync(join(folder, holderDraftFile), JSON.stringify(holder));
  renameSync(join(folder, holderDraftFile), join(folder, holderFile));
}

/** For a random time, as rivals that met must not meet again. */
async function backOff(): Promise<void> {
  await delay(20 + Math.random() * 60);
}

/** Null when somebody else has it. */
function takeKernelLock(Sqlite: typeof DatabaseSync, folder: string): DatabaseSync | null {
  let file: DatabaseSync | null = null;
  try {
    file = new Sqlite(join(folder, kernelLockFile), { timeout: 0 });
    // In memory, so that no journal file is left behind by a holder that was killed.
    file.exec("pragma journal_mode = memory; begin exclusive");
    return file;
  } catch (error) {
    file?.close();
    const { errcode } = error as { readonly errcode?: unknown };
    if (errcode === sqliteBusy) return null;
    throw unlockable(folder);
  }
}

function readHolder(folder: string): ProcessIdentity | null {
  try {
    const holder = JSON.parse(readFileSync(join(folder, holderFile), "utf8")) as ProcessIdentity;
    return Number.isSafeInteger(holder.pid) && holder.pid > 0 && typeof holder.host === "string" ? holder : null;
  } catch {
    return null;
  }
}

async function loadSqlite(): Promise<typeof DatabaseSync> {
  try {
    return (await import("node:sqlite")).DatabaseSync;
  } catch {
    throw new ScoriaError(
      "DATABASE_UNAVAILABLE",
      "The embedded database locks its folder through node:sqlite, which this build of Node lacks. Use an official build of " +
        "Node, or a PostgreSQL server.",
      {},
      { retryable: false },
    );
  }
}

function unlockable(folder: string): ScoriaError {
  return new ScoriaError(
    "DATABASE_UNAVAILABLE",
    `The lock of the embedded database cannot be made in the folder ${folder}. Check that this user can write to it, and ` +
      "that the disk has room and can lock files.",
    {},
    { retryable: false },
  );
}

function lockedBy(folder: string, holder: ProcessIdentity | null): ScoriaError {
  const self = thisProcess();
  const isSelf = holder !== null && holder.pid === self.pid && holder.startTicks === self.startTicks;
  const who =
    holder === null
      ? "another process"
      : isSelf
        ? `this process (pid ${holder.pid})`
        : `process ${holder.pid}${holder.host === self.host ? "" : " of another host or container"}`;
  // Copies that can share a database never come here.
  const advice = isSelf
    ? "Two versions of @scoria/core are loaded here that cannot share it. Load one version, or close the first before opening it again"
    : "Close that process, use another folder";
  return new ScoriaError(
    "DATABASE_LOCKED",
    `The embedded database in ${folder} is open in ${who}. ${advice}, or use a PostgreSQL server, which many can share.`,
    { pid: holder?.pid ?? null },
  );
}
