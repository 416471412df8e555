import { runCommand } from "../test-runner/run-command.ts";
import { BrowserNotToBeHad, provideChromium } from "./provide-chromium.ts";

/** Runs one command with `CHROMIUM_PATH` set: to the caller's own, else to one that is installed, or is installed for it. */
async function main([command = "", ...args]: readonly string[]): Promise<number> {
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => interruption.abort(signal));
  }
  const { signal } = interruption;
  const chromium = await provideChromium({ env: process.env, signal, report: (line) => console.error(line) });
  const env = { ...process.env, CHROMIUM_PATH: chromium };
  const { code } = await runCommand(command, args, { cwd: process.cwd(), env, signal, live: true });
  return code ?? 1;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof BrowserNotToBeHad ? error.message : error);
    process.exitCode = 1;
  },
);
