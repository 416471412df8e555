import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** What the process is to do. */
export interface SuspendTask {
  readonly database: string;
  /** Runs that are suspended and let go of. */
  readonly count: number;
  /** Runs whose handlers leave a way to what they hold: those must not be collected, or the look sees nothing. */
  readonly kept: number;
  /** Runs that are approved in the end. */
  readonly sample: number;
}

/** What the process found. */
export interface Suspended {
  readonly begun: number;
  /** What of the suspended executions was collected. */
  readonly collected: { readonly objects: number; readonly contexts: number; readonly closures: number };
  /** By how much the heap grew from a tenth of the suspended runs to all of them. */
  readonly grownBytes: number;
  readonly moreTimers: number;
  /** Listeners that were left on the signals of suspended executions. */
  readonly listeners: number;
  readonly aborted: number;
  /** `finally` blocks that ran over a wait. */
  readonly finals: number;
  readonly completed: number;
  readonly stillKept: number;
}

/** Suspends runs in a process whose garbage can be collected at will. */
export async function suspendRuns(task: SuspendTask, patienceMs: number): Promise<Suspended> {
  const program = fileURLToPath(new URL("suspended-process.ts", import.meta.url));
  const args = ["--expose-gc", program, JSON.stringify(task)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: patienceMs });
  return JSON.parse(stdout) as Suspended;
}
