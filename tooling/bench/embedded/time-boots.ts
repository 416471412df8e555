import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { median, rounded } from "../measure/statistics.ts";
import type { Figures } from "../workloads/workload.ts";

const times = 5;
const script = join(import.meta.dirname, "boot-once.ts");

/** How long it takes to start on a new folder, and to start again on what then is there; each in a process of its own. */
export async function timeBoots(folder: string): Promise<Figures> {
  // Nobody on this machine need have started one before: the first keeps a template in the user's cache.
  await boot(join(folder, "first"));
  const fresh: number[] = [];
  const existing: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const one = join(folder, `boot-${time}`);
    fresh.push(await boot(one));
    existing.push(await boot(one));
  }
  return { freshFolderMs: rounded(median(fresh), 3), existingFolderMs: rounded(median(existing), 3) };
}

async function boot(folder: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, folder]);
  return Number(stdout);
}
