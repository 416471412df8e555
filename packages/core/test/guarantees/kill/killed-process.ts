import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { FailPoint } from "../../../src/fail-points.ts";
import type { WorkerOptions } from "../../../src/index.ts";

/** What a process says as soon as Scoria has acknowledged it. */
export type StoryTold =
  | { readonly what: "ready" }
  | { readonly what: "started"; readonly key: string; readonly runId: string }
  | { readonly what: "waiting" | "decided"; readonly key: string; readonly runId: string; readonly approvalId: string }
  | {
      readonly what: "settled";
      readonly key: string;
      readonly runId: string;
      readonly status: string;
      readonly output?: unknown;
    };

/** Where a process kills itself: at a fail point, or as soon as it has said something. */
export interface Death {
  readonly place: FailPoint | `said.${StoryTold["what"]}`;
  /** The how many-th time it comes there. */
  readonly time: number;
}

/** What a process is to do. */
export interface Task {
  readonly database: string;
  readonly ledger: string;
  readonly worker: WorkerOptions;
  /** One run for each. */
  readonly keys: readonly string[];
  /** How long a step takes at most, before its effect and again after it. */
  readonly stepMs: number;
  readonly dieAt?: Death;
}

/** What is left of a process: its words. */
export interface KilledProcess {
  readonly pid: number;
  readonly told: readonly StoryTold[];
}

/** Longer than a process takes from one word to the next; one that does not come to its death is a failure. */
const patienceMs = 25_000;

/**
 * Has another process do the task until it is killed, by itself or, `afterMs` after its word number `word`, by this one.
 */
export async function untilKilled(
  task: Task,
  blow?: { readonly word: number; readonly afterMs: number },
  teller: "story-teller.ts" | "family-teller.ts" = "story-teller.ts",
): Promise<KilledProcess> {
  const program = fileURLToPath(new URL(teller, import.meta.url));
  const child = spawn(process.execPath, [program, JSON.stringify(task)], {
    stdio: ["ignore", "pipe", "inherit"],
    // Where Node itself would put it. It halves the time that a process takes to begin.
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache") },
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error("The process could not be started.");
  const exited = once(child, "exit") as Promise<[code: number | null, signal: string | null]>;
  const told: StoryTold[] = [];
  const lines = createInterface({ input: child.stdout });
  const allTold = once(lines, "close");
  let blows: NodeJS.Timeout | undefined;
  let overdue = false;
  const patience = setTimeout(() => {
    overdue = true;
    child.kill("SIGKILL");
  }, patienceMs);
  lines.on("line", (line) => {
    patience.refresh();
    told.push(JSON.parse(line) as StoryTold);
    if (told.length === blow?.word) blows = setTimeout(() => child.kill("SIGKILL"), blow.afterMs);
  });
  const [[code, signal]] = await Promise.all([exited, allTold]);
  clearTimeout(patience);
  clearTimeout(blows);
  if (overdue) throw new Error(`The process did not come to its death; it said ${JSON.stringify(told)}.`);
  if (signal !== "SIGKILL") throw new Error(`The process was not killed but ended with ${code ?? signal}.`);
  return { pid, told };
}
