// Run as a process of its own, whose clock is wrong: by so many milliseconds, or by steps while it works.
import { writeSync } from "node:fs";
import { setTimeout as time } from "node:timers/promises";
import { quietLogger, type HandlerContext } from "../../../src/index.ts";
import { ana } from "../../../src/testing/create-test-scoria.ts";
import { systemClock } from "../../../src/clock.ts";
import { openScoria } from "../../../src/open-scoria.ts";

const say = (word: string): void => void writeSync(1, `${word}\n`);
const [, , database = "", nodeName = "", skew = "0", steps = ""] = process.argv;

/** All of the process, the host's own code included, sees this time. The monotonic clock is right, as on any machine. */
let skewMs = Number(skew);
const rightNow = Date.now.bind(Date);
Date.now = () => rightNow() + skewMs;
if (steps === "steps") setInterval(() => (skewMs = skewMs > 0 ? -300_000 : 300_000), 150).unref();

async function work(): Promise<void> {
  const handlers = {
    long: async (ctx: HandlerContext) => {
      const nodes: string[] = [];
      for (let n = 1; n <= 20; n += 1) {
        nodes.push(
          await ctx.step(`step-${n}`, async () => {
            await time(100);
            return nodeName;
          }),
        );
      }
      return nodes;
    },
    ask: (ctx: HandlerContext) => ctx.requestApproval({ tool: "pay", arguments: {}, expiresInMs: 2_000 }),
  };
  const worker = { concurrency: 4, leaseMs: 3_000, heartbeatMs: 500, pollMs: 100 };
  const scoria = await openScoria(
    { database, nodeName, worker, logger: quietLogger, handlers },
    { clock: { ...systemClock, now: () => Date.now() } },
  );
  process.once("SIGTERM", () => void scoria.close());
  const { runId } = await scoria.startRun(ana, { initialStep: { kind: "ask" } });
  say(`started ${runId}`);
}

void work();
