import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync } from "node:fs";
import { arch, cpus, totalmem, type } from "node:os";
import { join } from "node:path";
import type { Contestant } from "../contestants/contestant.ts";
import { benchSettings } from "../server/bench-settings.ts";
import type { Figures, Variant, Workload } from "../workloads/workload.ts";
import { versionsOf } from "./versions.ts";

/** One file of JSON lines for each run of the bench. Its first line tells on what; each other one is a measurement. */
export class ResultFile {
  readonly path: string;

  constructor(postgres: string) {
    const at = new Date().toISOString();
    const commit = git("rev-parse", "--short=10", "HEAD") + (git("status", "--porcelain") === "" ? "" : "+changes");
    const folder = join(import.meta.dirname, "..", "..", "..", "reports", "bench");
    mkdirSync(folder, { recursive: true });
    this.path = join(folder, `${at.replaceAll(":", "-").slice(0, 19)}.jsonl`);
    this.#append({
      at,
      commit,
      node: process.version,
      postgres,
      settings: benchSettings,
      machine: {
        system: `${type()} ${arch()}`,
        processor: cpus()[0]?.model ?? "unknown",
        cores: cpus().length,
        memoryBytes: totalmem(),
      },
    });
  }

  keep(workload: Workload, contestant: Contestant, variant: Variant, round: number, figures: Figures): void {
    const { name, packages } = contestant;
    const versions = versionsOf(packages);
    this.#append({ workload: workload.name, variant, contestant: name, versions, round, figures });
  }

  #append(line: object): void {
    appendFileSync(this.path, `${JSON.stringify(line)}\n`);
  }
}

function git(...args: readonly string[]): string {
  return execFileSync("git", args, { cwd: import.meta.dirname, encoding: "utf8" }).trim();
}
