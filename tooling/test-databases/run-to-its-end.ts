import { spawn } from "node:child_process";
import { constants } from "node:os";

/** Runs a command where the caller stood, and passes on the signal that ends us. Gives its exit code, or 128 + signal. */
export function runToItsEnd(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: process.env["INIT_CWD"], env, stdio: "inherit" });
    signal.addEventListener("abort", () => child.kill(signal.reason as NodeJS.Signals), { once: true });
    child.on("error", (error) => {
      console.error(`\`${command}\` could not be run: ${error.message}`);
      resolve(127);
    });
    child.on("exit", (code, ended) => resolve(ended === null ? (code ?? 1) : 128 + constants.signals[ended]));
  });
}
