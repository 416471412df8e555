import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const RUN_TIMEOUT_MS = 60_000;

export interface ExampleRun {
  readonly status: number | null;
  readonly output: string;
}

/** Runs one example as a reader would: in an empty folder, with nothing of this workspace or its databases in sight. */
export function runExample(file: string): ExampleRun {
  const folder = mkdtempSync(join(tmpdir(), "scoria-example-"));
  try {
    const { status, stdout, stderr } = spawnSync(process.execPath, [file], {
      cwd: folder,
      env: bareEnv(),
      encoding: "utf8",
      timeout: RUN_TIMEOUT_MS,
      killSignal: "SIGKILL",
    });
    return { status, output: `${stdout}${stderr}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function bareEnv(): NodeJS.ProcessEnv {
  const kept = ["PATH", "HOME", "LANG", "TMPDIR", "TEMP", "SystemRoot"];
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
