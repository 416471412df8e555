import { spawn } from "node:child_process";
import { once } from "node:events";
import { median } from "../measure/statistics.ts";

const processes = 7;

/**
 * How long Node takes to load modules from a folder, in milliseconds: the median of fresh processes that load them and end,
 * less that of processes which load nothing. One start of each before them fills the caches of the file system.
 */
export async function timeImports(folder: string, modules: readonly string[]): Promise<number> {
  const loading = modules.map((name) => `await import(${JSON.stringify(name)});`).join(" ");
  const withThem: number[] = [];
  const empty: number[] = [];
  for (let turn = 0; turn <= processes; turn += 1) {
    const tookEmpty = await timeProcess("", folder);
    const tookWithThem = await timeProcess(loading, folder);
    if (turn === 0) continue;
    empty.push(tookEmpty);
    withThem.push(tookWithThem);
  }
  return median(withThem) - median(empty);
}

async function timeProcess(code: string, cwd: string): Promise<number> {
  const began = performance.now();
  // Ended by itself: what a module leaves running is not what it takes to load it.
  const args = ["--input-type=module", "--eval", `${code} process.exit(0);`];
  const env = { ...process.env, NODE_ENV: "production" };
  const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [ended] = (await once(child, "exit")) as [number | null];
  const took = performance.now() - began;
  if (ended !== 0) throw new Error(`\`${code}\` ended with ${ended}:\n${said}`);
  return took;
}
