import { existsSync } from "node:fs";
import { isRoot } from "./cluster-account.ts";
import { runProgram } from "./run-program.ts";

const aptEnv = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };

/** Whether missing software can be installed here without asking anybody. */
export function canInstallPackages(): boolean {
  return isRoot() && existsSync("/etc/debian_version") && existsSync("/usr/bin/apt-get");
}

export async function updatePackageLists(signal: AbortSignal): Promise<void> {
  await runProgram("apt-get", ["update", "-qq"], { env: aptEnv, signal });
}

export async function installPackages(names: readonly string[], signal: AbortSignal): Promise<void> {
  await runProgram("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...names], { env: aptEnv, signal });
}

/** Whether the machine's own package sources offer a package. */
export async function isOffered(name: string, signal: AbortSignal): Promise<boolean> {
  const policy = await runProgram("apt-cache", ["policy", name], { env: aptEnv, signal });
  return /Candidate: (?!\(none\))/.test(policy);
}

/** The major version of PostgreSQL that this Debian ships. */
export async function offeredPostgresMajor(signal: AbortSignal): Promise<number> {
  const depends = await runProgram("apt-cache", ["depends", "postgresql"], { env: aptEnv, signal });
  const major = /Depends: postgresql-(\d+)/.exec(depends)?.[1];
  if (major === undefined) throw new Error("The package sources of this machine offer no PostgreSQL.");
  return Number(major);
}
