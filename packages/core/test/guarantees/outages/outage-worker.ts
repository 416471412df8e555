// Run as a process of its own: executes runs of three steps on the database that is named, until it is told to end.
import { writeSync } from "node:fs";
import { setTimeout as time } from "node:timers/promises";
import { createScoria, quietLogger } from "../../../src/index.ts";

const say = (word: string): void => void writeSync(1, `${word}\n`);
process.on("unhandledRejection", (reason) => say(`unhandled ${String(reason)}`));

async function work(): Promise<void> {
  const scoria = await createScoria({
    database: process.argv[2] ?? "",
    worker: false,
    logger: quietLogger,
    handlers: {
      three: async (ctx) => {
        const done: number[] = [];
        for (const name of ["one", "two", "three"]) {
          done.push(
            await ctx.step(name, async () => {
              await time(5 + Math.random() * 15);
              return process.pid;
            }),
          );
        }
        return done.length;
      },
    },
  });
  say("ready");
  await scoria.runWorker({ concurrency: 8, leaseMs: 3_000, heartbeatMs: 500, pollMs: 100 });
  say("closed");
}

void work();
