import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
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

/** A file of the host that serves, by where it does. */
export interface ServedHost extends AsyncDisposable {
  readonly url: string;
}

/**
 * Starts one compiled file of the host in the same way, and waits until it has printed its `url` as JSON. It is told to end by
 * the end of its input.
 *
 * @throws Error with all that the process said, when it ended before; disposing it throws when it did not end well
 */
export async function serveInHost(host: Host, file: string, databaseUrl?: string): Promise<ServedHost> {
  const { child, output, ended } = startNode([join(host.folder, "dist", file)], host.folder, databaseUrl, "pipe");
  const end = async (): Promise<void> => {
    child.stdin?.end();
    const { code, stdout, stderr } = await ended;
    if (code !== 0 || stderr !== "") throw new Error(`${file} ended with ${code}:\n${stderr}${stdout}`);
  };
  const hasEnded = ended.then(() => true);
  while (!output.stdout.includes("\n")) {
    const isOver = await Promise.race([once(child.stdout!, "data").then(() => false), hasEnded]);
    if (!isOver) continue;
    await end();
    throw new Error(`${file} ended before it served.`);
  }
  const { url } = JSON.parse(output.stdout) as { readonly url: string };
  return { url, [Symbol.asyncDispose]: end };
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function runNode(args: readonly string[], folder: string, databaseUrl?: string): Promise<Ended> {
  return startNode(args, folder, databaseUrl, "ignore").ended;
}

interface StartedNode {
  readonly child: ChildProcess;
  /** What it has said so far. */
  readonly output: { readonly stdout: string; readonly stderr: string };
  readonly ended: Promise<Ended>;
}

function startNode(
  args: readonly string[],
  folder: string,
  databaseUrl: string | undefined,
  input: "ignore" | "pipe",
): StartedNode {
  const env = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl };
  const child = spawn(process.execPath, [...preloads, ...args], { cwd: folder, env, stdio: [input, "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...output }));
  });
  return { child, output, ended };
}
