// Run as a process of its own: works beside a handler that brings its process down, until all its runs have ended.
import { appendFileSync, writeSync } from "node:fs";
import { createScoria, quietLogger, type Handler, type WorkerOptions } from "../../../src/index.ts";
import { ana } from "../../../src/testing/create-test-scoria.ts";

/** What the process is to do. Each boot asks for the same runs, by their keys. */
export interface DeadlyTask {
  readonly database: string;
  readonly nodeName: string;
  readonly worker: WorkerOptions;
  readonly ledger: string;
  /** How its deadly step ends it, and after how long. */
  readonly death: "exit" | "kill" | "abort";
  readonly afterMs: number;
  /** How many runs of three short steps it starts, and of one step that outlives every process with the deadly run. */
  readonly short: number;
  readonly long: number;
}

export const errorBefore = "The first try only failed.";
const task = JSON.parse(process.argv[2] ?? "") as DeadlyTask;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const deadly: Handler = async (ctx) => {
  await ctx.step("before", () => "recorded");
  await ctx.step(
    "boom",
    async ({ attempt }) => {
      if (attempt === 1) throw new Error(errorBefore);
      appendFileSync(task.ledger, `${ctx.runId}\n`);
      await pause(task.afterMs);
      if (task.death === "exit") process.exit(1);
      if (task.death === "abort") process.abort();
      process.kill(process.pid, "SIGKILL");
      await pause(60_000);
    },
    { retry: { maxAttempts: 100, initialDelayMs: 1 } },
  );
};

const short: Handler = async (ctx) => {
  for (const name of ["one", "two", "three"]) await ctx.step(name, () => pause(5));
  return "short";
};

const long: Handler = async (ctx) => {
  await ctx.step("long", () => pause(task.afterMs + 700));
  return "long";
};

async function work(): Promise<void> {
  const scoria = await createScoria({
    database: task.database,
    migrate: task.database.startsWith("file:") ? "auto" : "check",
    nodeName: task.nodeName,
    worker: task.worker,
    logger: quietLogger,
    handlers: { deadly, short, long },
  });
  const kinds = [
    ...Array<"long">(task.long).fill("long"),
    "deadly",
    ...Array<"short">(task.short).fill("short"),
  ] as const;
  const runs = await scoria.startRuns(
    ana,
    kinds.map((kind, at) => ({ initialStep: { kind }, idempotencyKey: `${kind}-${at}` })),
  );
  for (const { runId } of runs) await scoria.waitForRun(ana, runId, { until: "settled", timeoutMs: 120_000 });
  const told = await Promise.all(runs.map(async ({ runId }) => scoria.getRunDetail(ana, runId)));
  writeSync(1, JSON.stringify(told));
  await scoria.close();
}

void work();
