import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const PREFIX = "scoria-postgres-";
const OWNER = "owner.pid";

/** A folder is younger than this before it has an owner written into it. */
const NEWBORN_MS = 60_000;

const END_TIMEOUT_MS = 5_000;

/** Makes a fresh folder outside the workspace, where another account can reach it. */
export function makeClusterFolder(): string {
  const folder = mkdtempSync(join(parentFolder(), PREFIX));
  writeFileSync(join(folder, OWNER), String(process.pid));
  return folder;
}

/** Removes what runs left behind that were killed before they could, their server included. */
export async function removeStaleClusters(): Promise<void> {
  const parent = parentFolder();
  for (const name of readdirSync(parent)) {
    const folder = join(parent, name);
    if (name.startsWith(PREFIX) && isMine(folder) && isStale(folder)) {
      await endServerOf(folder);
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** The first line of a cluster's `postmaster.pid`. */
function serverPid(folder: string): number | undefined {
  const file = join(folder, "data", "postmaster.pid");
  return existsSync(file) ? Number(readFileSync(file, "utf8").split("\n")[0]) || undefined : undefined;
}

function parentFolder(): string {
  const candidates = [tmpdir(), "/tmp", "/var/tmp"];
  return candidates.find((folder) => existsSync(folder) && othersMayPass(folder)) ?? tmpdir();
}

function othersMayPass(folder: string): boolean {
  if ((statSync(folder).mode & 0o001) === 0) return false;
  return dirname(folder) === folder || othersMayPass(dirname(folder));
}

function isMine(folder: string): boolean {
  const uid = process.getuid?.();
  return uid === 0 || statSync(folder, { throwIfNoEntry: false })?.uid === uid;
}

function isStale(folder: string): boolean {
  const owner = join(folder, OWNER);
  if (existsSync(owner)) return !isAlive(Number(readFileSync(owner, "utf8")));
  const made = statSync(folder, { throwIfNoEntry: false })?.birthtimeMs ?? Date.now();
  return Date.now() - made > NEWBORN_MS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Process ids are used again, so nothing is ended that does not name this very folder on its command line. */
async function endServerOf(folder: string): Promise<void> {
  const pid = serverPid(folder);
  if (pid === undefined) return;
  const commandLine = `/proc/${pid}/cmdline`;
  if (!existsSync(commandLine) || !readFileSync(commandLine, "utf8").includes(folder)) return;
  process.kill(pid, "SIGQUIT");
  const deadline = performance.now() + END_TIMEOUT_MS;
  while (isAlive(pid) && performance.now() < deadline) await wait(20);
}
