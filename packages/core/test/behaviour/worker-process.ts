// Run as a process of its own: a dedicated worker on the database that is named first. With a kind, it starts a run of it.
import { once } from "node:events";
import { writeSync } from "node:fs";
import { createScoria, quietLogger, type Handler } from "../../src/index.ts";
import { ana } from "../../src/testing/create-test-scoria.ts";

const say = (word: string): void => void writeSync(1, `${word}\n`);

/** Its first step ends when the process is told to, so that the second is left to another. */
const handOver: Handler = async (ctx) => {
  const one = await ctx.step("one", async () => {
    say(`began ${ctx.runId}`);
    await once(process, "SIGTERM");
    return process.pid;
  });
  const two = await ctx.step("two", () => {
    say(`went on with ${ctx.runId}`);
    return process.pid;
  });
  return { one, two };
};

/** Its step ends when it is aborted, and never else. */
const stuck: Handler = async (ctx) =>
  ctx.step("stuck", async ({ signal }) => {
    const alive = setInterval(() => {}, 60_000);
    process.on("SIGTERM", () => say("heard"));
    say(`began ${ctx.runId}`);
    await once(signal, "abort");
    clearInterval(alive);
    say("aborted");
  });

async function work(): Promise<void> {
  const scoria = await createScoria({
    database: process.argv[2] ?? "",
    worker: false,
    logger: quietLogger,
    handlers: { quick: (ctx) => ctx.step("pid", () => process.pid), handOver, stuck },
  });
  const kind = process.argv[3];
  if (kind !== undefined) await scoria.startRun(ana, { initialStep: { kind: kind as "handOver" } });
  say("ready");
  await scoria.runWorker({ concurrency: 8, leaseMs: 60_000, heartbeatMs: 10_000, pollMs: 50 });
  say("closed");
}

void work();
