import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Names one process for good: its id alone is given to another one later. Null where the platform does not tell. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** When it started, in the kernel's ticks since boot. */
  readonly startTicks: string | null;
  readonly bootId: string | null;
  /** Process ids of two containers are not comparable. */
  readonly pidNamespace: string | null;
}

export function thisProcess(): ProcessIdentity {
  return {
    pid: process.pid,
    host: hostname(),
    startTicks: readStat(process.pid)?.startTicks ?? null,
    bootId: readBootId(),
    pidNamespace: readPidNamespace(),
  };
}

/**
 * "gone" and "alive" are certain, "unknown" is not: another container or host, or a platform that does not tell when a
 * process started.
 */
export function livenessOf(identity: ProcessIdentity): "alive" | "gone" | "unknown" {
  const here = thisProcess();
  if (identity.host !== here.host || identity.pidNamespace !== here.pidNamespace) return "unknown";
  if (identity.bootId !== here.bootId) return "gone";
  if (!answersSignals(identity.pid)) return "gone";
  const stat = readStat(identity.pid);
  if (stat === null || identity.startTicks === null) return "unknown";
  return stat.startTicks === identity.startTicks && !stat.isDead ? "alive" : "gone";
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // there, but another user's
  }
}

function readStat(pid: number): { readonly startTicks: string; readonly isDead: boolean } | null {
  const text = readText(`/proc/${pid}/stat`);
  // The second field is the command in parentheses, which can hold spaces and parentheses; the third is the state.
  const fields = text === null ? [] : text.slice(text.lastIndexOf(")") + 2).split(" ");
  const startTicks = fields[19];
  // A zombie has ended and only waits for its parent to notice.
  return startTicks === undefined ? null : { startTicks, isDead: fields[0] === "Z" || fields[0] === "X" };
}

function readBootId(): string | null {
  return readText("/proc/sys/kernel/random/boot_id")?.trim() ?? null;
}

function readPidNamespace(): string | null {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return null;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
