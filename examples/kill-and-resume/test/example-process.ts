import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** The demo while it runs. */
export interface RunningDemo {
  readonly child: ChildProcess;
  /** Where it keeps its temporary files. */
  readonly folder: string;
  /** Waits until its standard output matches. Fails with all its output if it ends before. */
  shown(pattern: RegExp): Promise<RegExpExecArray>;
  ended(): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
}

/** Runs the demo on the Node that runs this test, with the given server or with none. */
export function startDemo(args: readonly string[], databaseUrl?: string): RunningDemo {
  const folder = mkdtempSync(join(tmpdir(), "kill-and-resume-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { DATABASE_URL: _database, FORCE_COLOR: _colour, ...inherited } = process.env;
  const script = join(import.meta.dirname, "..", "src", "main.ts");
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...inherited, TMPDIR: folder, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // Told to end first, so that it takes its workers and its database with it.
  onTestFinished(async () => {
    if (child.kill("SIGTERM")) await closed;
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const closed = once(child, "close");

  return {
    child,
    folder,
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
