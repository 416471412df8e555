import { spawn } from "node:child_process";
import type { Account } from "./cluster-account.ts";

export interface ProgramOptions {
  readonly signal?: AbortSignal;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** The account to run as. Default: the present one. */
  readonly account?: Account | undefined;
}

/**
 * Runs a program to its end and gives back what it printed.
 *
 * @throws Error with the command and the end of its output, when it does not end with 0
 */
export function runProgram(command: string, args: readonly string[], options: ProgramOptions = {}): Promise<string> {
  const { account, ...rest } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...rest, ...account, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", (error) => reject(new Error(`\`${command}\` could not be run: ${error.message}`)));
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`\`${[command, ...args].join(" ")}\` ended with ${code}:\n${output.slice(-4000)}`));
    });
  });
}
