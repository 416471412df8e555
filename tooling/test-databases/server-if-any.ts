import { DatabaseNotToBeHad } from "./database-not-to-be-had.ts";
import { openTestDatabase, type TestDatabase } from "./open-test-database.ts";
import { runToItsEnd } from "./run-to-its-end.ts";

/**
 * Runs one command with `DATABASE_URL` set: to the caller's own, else to a private PostgreSQL that is stopped after it.
 * Where there is none to be had, it says why and runs the command without. The same when no server is wanted: a command
 * that only shows its `--help`, or stays `--embedded`.
 */
async function main(args: readonly string[]): Promise<number> {
  const [command = "", ...rest] = args;
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => interruption.abort(signal));
  }
  const { signal } = interruption;
  const needsNone = ["--help", "-h", "--embedded"].some((option) => rest.includes(option));
  await using database = needsNone ? undefined : await serverIfAny(signal);
  // Awaited here, because the server is stopped as soon as this function returns.
  return await runToItsEnd(command, rest, { ...process.env, DATABASE_URL: database?.url }, signal);
}

async function serverIfAny(signal: AbortSignal): Promise<TestDatabase | undefined> {
  const report = (line: string): void => console.error(line);
  try {
    return await openTestDatabase({ env: process.env, signal, report, withoutVector: true });
  } catch (error) {
    if (!(error instanceof DatabaseNotToBeHad) || signal.aborted) throw error;
    console.error(`No PostgreSQL can be had here, so this goes on without one. ${error.message}\n`);
    return undefined;
  }
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
