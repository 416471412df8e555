import { isScoriaError } from "@scoria/core";
import { mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { crashEmbedded } from "./embedded.ts";
import { ServerRefused } from "./new-database.ts";
import { crashOnServer } from "./on-server.ts";
import { openOutside } from "./outside.ts";
import { showOutcome } from "./show-outcome.ts";
import type { Stage } from "./story.ts";
import { bold, heading, say } from "./terminal.ts";
import { WorkerLost } from "./watch-workers.ts";

const usage = `Usage: npm run demo -- --crash [--embedded]

Kills a process in the middle of a run, and shows how another one finishes it: which
step ran where, that finished steps are not run again, that the step in flight runs
again with the same idempotency key, and that the evidence holds.

  npm run demo -- --crash             two workers on one PostgreSQL
  npm run demo -- --crash --embedded  one process at a time on the embedded database
  npm run demo -- --crash --help      this text

The PostgreSQL is the server of DATABASE_URL, whose role must be allowed to create a
database; else one that is started for the demo. Where there is none to be had, the
embedded database shows the same. The new database is dropped at the end, and nothing
is left behind. NO_COLOR turns the colours off.`;

const wrongUsage = 64;

async function main(interruption: AbortSignal): Promise<number> {
  const args = readArguments();
  if (args === undefined) return wrongUsage;
  if (args.help) {
    console.log(usage);
    return 0;
  }
  try {
    return await untilInterrupted(interruption, (stage) => showCrash(stage, args.embedded));
  } catch (error) {
    if (interruption.aborted) return 128 + constants.signals[interruption.reason as NodeJS.Signals];
    const told = error instanceof ServerRefused || error instanceof WorkerLost;
    if (!told && !isScoriaError(error)) throw error;
    console.error(isScoriaError(error) ? `${error.code}: ${error.message}` : error.message);
    return 1;
  }
}

function readArguments(): { readonly help: boolean; readonly embedded: boolean } | undefined {
  try {
    const flag = { type: "boolean", default: false } as const;
    const { values } = parseArgs({ options: { help: { ...flag, short: "h" }, crash: flag, embedded: flag } });
    return values;
  } catch {
    console.error(`There is no such option.\n\n${usage}`);
    return undefined;
  }
}

async function showCrash(stage: Stage, embedded: boolean): Promise<number> {
  const server = embedded ? undefined : process.env.DATABASE_URL;
  const where =
    server === undefined || server === "" ? "the embedded database, one process at a time" : "PostgreSQL, two workers";
  console.log(`${bold("Kill and resume")}: one order is shipped in five slow steps, on ${where}`);
  const outcome =
    server === undefined || server === "" ? await crashEmbedded(stage) : await crashOnServer(server, stage);
  const holds = await showOutcome(outcome, openOutside(stage.ledger));
  heading("Read on", "From the folder of this repository:");
  say(
    "examples/kill-and-resume/README.md  the files of this demo, in the order to read them",
    "docs/operations.md                  deploys, draining, outages",
  );
  return holds ? 0 : 1;
}

/** Gives the work a folder and a stack of cleanups, and runs them however it ends, an interruption included. */
async function untilInterrupted(interruption: AbortSignal, work: (stage: Stage) => Promise<number>): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "scoria-kill-and-resume-"));
  await using cleanups = new AsyncDisposableStack();
  cleanups.defer(() => rmSync(folder, { recursive: true, force: true }));
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  interruption.addEventListener("abort", () => reject(new Error("interrupted")), { once: true });
  // Awaited here, because the cleanups run as soon as this function returns.
  return await Promise.race([work({ folder, ledger: join(folder, "outside.jsonl"), cleanups }), interrupted]);
}

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interruption.abort(signal));

// A reader that has seen enough, such as `head`, closes the pipe; that is no error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await main(interruption.signal);
