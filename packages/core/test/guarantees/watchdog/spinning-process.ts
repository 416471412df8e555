// Run as a process of its own: executes a run whose step never gives the event loop back, while another process may look on.
import { writeSync } from "node:fs";
import { createScoria, type RunWorkerOptions } from "../../../src/index.ts";
import { ana } from "../../../src/testing/create-test-scoria.ts";

const say = (word: string): void => void writeSync(1, `${word}\n`);

/** Computes without a pause, for ever or for so many milliseconds. */
function spin(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

const [, , database = "", how = "", text = "{}"] = process.argv;
const { spinMs, startsOne, ...worker } = JSON.parse(text) as RunWorkerOptions & {
  readonly spinMs: number | null;
  readonly startsOne?: boolean;
};

async function work(): Promise<void> {
  const scoria = await createScoria({
    database,
    migrate: "auto",
    worker: how === "embeds" ? worker : false,
    logger: { debug() {}, info() {}, error: say, warn: say },
    handlers: {
      spin: (ctx) =>
        ctx.step("spin", () => {
          say(`spins ${ctx.runId}`);
          spin(spinMs ?? Infinity);
          say("came to an end");
          return process.pid;
        }),
      nap: (ctx) =>
        ctx.step("nap", async ({ signal }) => {
          say(`naps ${ctx.runId}`);
          await new Promise((resolve) => signal.addEventListener("abort", resolve));
          return process.pid;
        }),
    },
  });
  if (startsOne === true) await scoria.startRun(ana, { initialStep: { kind: "spin" } });
  say("ready");
  if (how === "works") await scoria.runWorker(worker);
  else setInterval(() => {}, 60_000);
}

void work();
