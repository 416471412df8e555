import { DatabaseNotToBeHad } from "./database-not-to-be-had.ts";
import { openTestDatabase } from "./open-test-database.ts";
import { runToItsEnd } from "./run-to-its-end.ts";

const USAGE = 64;

/** Runs one command with `SCORIA_TEST_DATABASE_URL` set, where the caller stood, and stops the server after it. */
async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args[0] === "--" ? args.slice(1) : args;
  if (command === undefined) {
    console.error("Usage: node tooling/run.mjs postgres -- <command> [arguments]");
    return USAGE;
  }
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => interruption.abort(signal));
  }
  const { signal } = interruption;
  await using database = await openTestDatabase({ env: process.env, signal, report: (line) => console.error(line) });
  // Awaited here, because the server is stopped as soon as this function returns.
  return await runToItsEnd(command, rest, { ...process.env, SCORIA_TEST_DATABASE_URL: database.url }, signal);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof DatabaseNotToBeHad ? error.message : error);
    process.exitCode = 1;
  },
);
