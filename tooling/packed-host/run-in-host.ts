import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Host } from "./install-host.ts";

const preloads = ["tell-loaded.mjs", "only-the-database.mjs"].flatMap((file) => [
  "--import",
  pathToFileURL(join(import.meta.dirname, file)).href,
]);

/**
 * Runs one compiled file of the host in a process of its own and gives back the JSON that it printed. The process has no
 * environment but `DATABASE_URL`, and may connect to nothing else.
 *
 * @throws Error with all that the process said, when it did not end well, printed anything else, or warned of anything
 */
export async function runInHost<Report>(host: Host, file: string, databaseUrl?: string): Promise<Report> {
  const { code, stdout, stderr } = await runNode([join(host.folder, "dist", file)], host.folder, databaseUrl);
  if (code !== 0 || stderr !== "") throw new Error(`${file} ended with ${code}:\n${stderr}${stdout}`);
  return JSON.parse(stdout) as Report;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function runNode(args: readonly string[], folder: string, databaseUrl?: string): Promise<Ended> {
  const env = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...preloads, ...args], {
      cwd: folder,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}
