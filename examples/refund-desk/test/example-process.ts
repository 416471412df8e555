import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A program of this example, as it ended. */
export interface EndedProgram {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program of this example while it runs. */
export interface RunningProgram {
  readonly child: ChildProcess;
  /** Waits until its standard output matches. Fails with all its output if it ends before. */
  shown(pattern: RegExp): Promise<RegExpExecArray>;
  ended(): Promise<EndedProgram>;
}

/** A new folder that is gone when the test is over. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "refund-desk-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs `src/<file>` on the Node that runs this test, in `folder`, with no database of the caller's in sight. */
export function startProgram(
  file: "main.ts" | "server.ts",
  args: readonly string[],
  folder: string,
  env: NodeJS.ProcessEnv = {},
): RunningProgram {
  const { DATABASE_URL: _database, FORCE_COLOR: _colour, INIT_CWD: _typedIn, PORT: _port, ...inherited } = process.env;
  const script = join(import.meta.dirname, "..", "src", file);
  const child = spawn(process.execPath, [script, ...args], {
    cwd: folder,
    env: { ...inherited, TMPDIR: folder, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const closed = once(child, "close");

  return {
    child,
    async shown(pattern) {
      for (;;) {
        const match = pattern.exec(stdout);
        if (match !== null) return match;
        const ended = await Promise.race([once(child.stdout, "data").then(() => false), closed.then(() => true)]);
        if (ended && pattern.exec(stdout) === null)
          throw new Error(`It ended before it showed ${pattern}:\n${stdout}${stderr}`);
      }
    },
    async ended() {
      await closed;
      return { code: child.exitCode, stdout, stderr };
    },
  };
}
