import { constants } from "node:os";
import { runStages } from "./run-stages.ts";
import { selectStages } from "./select-stages.ts";
import { describeCounts } from "./stage.ts";
import { allStages, proofStages } from "./stages.ts";

const UNKNOWN_STAGE = 64;

/** Whose stages are run: `prove` first on the command line asks for the long proofs. */
async function main(args: readonly string[]): Promise<number> {
  const [all, asked] = args[0] === "prove" ? [proofStages(), args.slice(1)] : [allStages(), args];
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => interruption.abort(signal));
  }
  let stages;
  try {
    stages = selectStages(all, asked);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return UNKNOWN_STAGE;
  }

  await using cleanups = new AsyncDisposableStack();
  // Colours are for a terminal; a log or a pipe gets plain text.
  const env = process.stdout.isTTY ? { ...process.env } : { NO_COLOR: "1", ...process.env };
  const counts = await runStages(stages, { signal: interruption.signal, env, cleanups });
  await cleanups.disposeAsync();
  if (interruption.signal.aborted) {
    const signal = interruption.signal.reason as NodeJS.Signals;
    console.log(`\nStopped by ${signal}: what comes after was not run.`);
    return 128 + constants.signals[signal];
  }
  console.log(`\n${describeCounts(counts)}`);
  return counts.failed > 0 || counts.passed === 0 ? 1 : 0;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
