// Run as a process of its own, with --expose-gc: suspends runs, has the garbage collected, and says what is left of them.
import { getEventListeners } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import { openDatabase } from "../../../src/database.ts";
import { migrateDatabase } from "../../../src/database/migrate.ts";
import { coreMigrations } from "../../../src/database/migrations/index.ts";
import type { HandlerContext } from "../../../src/index.ts";
import { openScoria } from "../../../src/open-scoria.ts";
import { quietLogger } from "../../../src/seams/logger.ts";
import { ana, bo } from "../../../src/testing/create-test-scoria.ts";
import type { SuspendTask, Suspended } from "./suspend-runs.ts";

const task = JSON.parse(process.argv[2] ?? "") as SuspendTask;
const atOnce = 500;
/** How many signals of executions are held on to, to look for listeners that were left on them. */
const watchedSignals = 100;

const collected = { objects: 0, contexts: 0, closures: 0 };
const registry = new FinalizationRegistry<keyof typeof collected>((what) => (collected[what] += 1));
const kept: unknown[] = [];
const signals: AbortSignal[] = [];
let begun = 0;
let finals = 0;

/** What each handler holds over its wait: an object of its own, its context, and a function over both. */
async function ask(ctx: HandlerContext): Promise<string> {
  const object = { lines: Array.from({ length: 100 }, (_, at) => `${ctx.runId}/${at}`) };
  const closure = (): string => `${object.lines.length} lines for ${ctx.runId}`;
  registry.register(object, "objects");
  registry.register(ctx, "contexts");
  registry.register(closure, "closures");
  if (signals.length < watchedSignals) signals.push(ctx.signal);
  if ((ctx.input as { readonly keep: boolean }).keep) kept.push(closure);
  begun += 1;
  try {
    const { status } = await ctx.requestApproval({ tool: "pay", arguments: { closed: closure() } });
    return `${status}: ${closure()}`;
  } finally {
    finals += 1;
  }
}

async function suspend(): Promise<Suspended> {
  const database = await openDatabase({ url: task.database, logger: quietLogger });
  if (database.engine === "pglite") await migrateDatabase(database, [coreMigrations]);
  const worker = { concurrency: atOnce };
  const options = { logger: quietLogger, migrate: "check", worker, handlers: { ask } };
  const scoria = await openScoria(options, { database });

  const start = async (count: number, keep: boolean): Promise<void> => {
    for (let from = 0; from < count; from += atOnce) {
      const starts = Array.from({ length: Math.min(atOnce, count - from) }, () => ({
        initialStep: { kind: "ask" },
        input: { keep },
      }));
      const runs = await scoria.startRuns(ana, starts);
      for (const { runId } of runs) await scoria.waitForRun(ana, runId, { until: "waiting", timeoutMs: 120_000 });
    }
  };

  // The first tenth warms up what every later run shares.
  const tenth = Math.round(task.count / 10);
  await start(task.kept, true);
  await start(tenth, false);
  await collect(() => collected.objects >= tenth);
  const before = { heap: process.memoryUsage().heapUsed, timers: timers() };
  await start(task.count - tenth, false);
  await collect(() => collected.objects >= task.count && collected.contexts >= task.count);
  const after = { heap: process.memoryUsage().heapUsed, timers: timers() };
  const suspended = { ...collected };
  const finalsBefore = finals;

  const { approvals } = await scoria.listApprovals(bo, { status: "pending", limit: task.sample });
  let completed = 0;
  for (const { approvalId, runId } of approvals) {
    await scoria.decideApproval(bo, approvalId, { decision: "approved" });
    const run = await scoria.waitForRun(ana, runId, { until: "settled" });
    if (run.status === "completed" && run.output === `approved: 100 lines for ${runId}`) completed += 1;
  }
  await scoria.close();
  await database.close();
  return {
    begun: begun - approvals.length,
    collected: suspended,
    grownBytes: after.heap - before.heap,
    moreTimers: after.timers - before.timers,
    listeners: signals.reduce((sum, signal) => sum + getEventListeners(signal, "abort").length, 0),
    aborted: signals.filter(({ aborted }) => aborted).length,
    finals: finalsBefore,
    completed,
    stillKept: kept.length,
  };
}

/** Has garbage collected until it is enough, or until nothing more comes of it. */
async function collect(enough: () => boolean): Promise<void> {
  for (let round = 0; round < 50; round += 1) {
    globalThis.gc?.();
    // What is collected is told in a turn of its own.
    await turn();
    await turn();
    if (enough() && round > 2) return;
  }
}

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
}

process.stdout.write(`${JSON.stringify(await suspend())}\n`);
