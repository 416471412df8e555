import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { WorkerLine } from "./worker-line.ts";

/** How a process ended: by its own exit code, or by a signal. */
export interface WorkerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A worker while it runs. Disposing it kills what is left of it. */
export interface WorkerProcess extends AsyncDisposable {
  readonly name: string;
  readonly pid: number;
  readonly ended: Promise<WorkerEnd>;
  kill(signal: "SIGKILL" | "SIGTERM"): void;
}

/** Starts `worker.ts` as a process of its own and passes on what it says. Its complaints go to our standard error. */
export function startWorker(
  name: string,
  { database, ledger }: { readonly database: string; readonly ledger: string },
  heard: (worker: WorkerProcess, line: WorkerLine) => void,
): WorkerProcess {
  const script = join(import.meta.dirname, "worker.ts");
  const child = spawn(process.execPath, [script, name, database, ledger], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal }) as WorkerEnd);
  ended.catch(() => {}); // told to whoever waits for it
  const worker: WorkerProcess = {
    name,
    pid: child.pid ?? 0,
    ended,
    kill: (signal) => void child.kill(signal),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
    },
  };
  createInterface(child.stdout).on("line", (line) => heard(worker, JSON.parse(line) as WorkerLine));
  return worker;
}
