import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Contestant } from "../contestants/contestant.ts";
import { timeBoots } from "../embedded/time-boots.ts";
import { closedLoop } from "../measure/closed-loop.ts";
import { quantile, rounded } from "../measure/statistics.ts";
import type { Figures, Workload } from "./workload.ts";

/** Only Scoria has an embedded database, so there is nothing to compare it with; least of all with what syncs to disk. */
export const embedded: Workload = {
  name: "embedded",
  shows:
    "runs of 10 steps, and starts, on the embedded database in a folder, which does not sync to disk: " +
    "what is committed outlives the process, but not the machine",
  variants: [{ concurrency: 1 }, { concurrency: 16 }, { concurrency: 64 }, { boot: true }],
  rounds: 3,
  compares: { figure: "runsPerSecond", moreIsBetter: true },
  takes: ({ name }) => name === "scoria",
  async measure({ contestant, variant }) {
    const folder = await mkdtemp(join(tmpdir(), "scoria-bench-embedded-"));
    try {
      if (variant["boot"] === true) return await timeBoots(folder);
      return await measureRuns(contestant, join(folder, "db"), Number(variant["concurrency"]));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measureRuns(contestant: Contestant, folder: string, concurrency: number): Promise<Figures> {
  if (contestant.runs === undefined) throw new Error(`${contestant.name} does no runs.`);
  await using work = await contestant.runs({ databaseUrl: `file:${folder}`, concurrency });
  let cpu = process.cpuUsage();
  const looped = await closedLoop(
    () => work.run(),
    { concurrency, warmMs: 1_500, measuredMs: 3_000 },
    {
      async begin() {
        cpu = process.cpuUsage();
      },
      async end() {
        cpu = process.cpuUsage(cpu);
      },
    },
  );
  return {
    runsPerSecond: rounded(looped.done / looped.seconds),
    p50Ms: rounded(quantile(looped.tookMs, 0.5)),
    p95Ms: rounded(quantile(looped.tookMs, 0.95)),
    // The database's own work too: it runs in this process.
    cpuMsPerRun: rounded((cpu.user + cpu.system) / 1_000 / looped.done),
  };
}
