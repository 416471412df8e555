import { spawn } from "node:child_process";

/** How long a program that was told to end may take before it is ended. */
const PATIENCE_MS = 5_000;

export interface CommandOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Shows the output while it comes instead of collecting it. */
  readonly live?: boolean;
}

export interface CommandResult {
  /** `null` when a signal ended the program. */
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program to its end; when `signal` aborts, it is ended with all that it has started. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const { cwd, env, signal, live = false } = options;
  return new Promise((resolve) => {
    const windows = process.platform === "win32";
    const shown = live ? "inherit" : "pipe";
    // A process group of its own, because test runners leave their workers to themselves when they are ended.
    const child = spawn(command, args, {
      cwd,
      env,
      detached: !windows,
      shell: windows,
      stdio: ["ignore", shown, shown],
    });
    let output = "";
    child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));

    const end = (how: NodeJS.Signals): void => {
      if (child.pid !== undefined) endGroup(child.pid, how);
    };
    const abort = (): void => {
      end("SIGTERM");
      setTimeout(() => end("SIGKILL"), PATIENCE_MS).unref();
    };
    signal.addEventListener("abort", abort, { once: true });
    child.on("error", (error) => (output += `${command}: ${error.message}\n`));
    child.on("close", (code) => {
      signal.removeEventListener("abort", abort);
      resolve({ code, output });
    });
  });
}

function endGroup(pid: number, how: NodeJS.Signals): void {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, how);
  } catch {
    // Every process of the group has ended already.
  }
}
