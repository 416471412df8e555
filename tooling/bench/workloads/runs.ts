import type { Setting } from "../contestants/contestant.ts";
import { closedLoop } from "../measure/closed-loop.ts";
import { ServerCounter, type ServerCounts } from "../measure/counters.ts";
import { quantile, rounded } from "../measure/statistics.ts";
import type { Workload } from "./workload.ts";

export const runs: Workload = {
  name: "runs",
  shows: "runs of 10 durable steps of about 200 bytes each",
  variants: [{ concurrency: 1 }, { concurrency: 16 }, { concurrency: 64 }],
  rounds: 5,
  compares: { figure: "runsPerSecond", moreIsBetter: true },
  takes: (contestant) => contestant.runs !== undefined,
  async measure({ contestant, databaseUrl, variant }) {
    const setting: Setting = { databaseUrl, concurrency: Number(variant["concurrency"]) };
    if (contestant.runs === undefined) throw new Error(`${contestant.name} does no runs.`);
    await using work = await contestant.runs(setting);
    await using counter = await ServerCounter.open(databaseUrl);
    let cpu = process.cpuUsage();
    let counts: ServerCounts | undefined;
    const looped = await closedLoop(
      () => work.run(),
      { concurrency: setting.concurrency, warmMs: setting.concurrency === 1 ? 6_000 : 2_000, measuredMs: 3_000 },
      {
        async begin() {
          await counter.begin();
          cpu = process.cpuUsage();
        },
        async end() {
          cpu = process.cpuUsage(cpu);
          counts = await counter.end();
        },
      },
    );
    if (counts === undefined) throw new Error("Nothing was counted.");
    const each = (total: number): number => rounded(total / looped.done);
    return {
      runsPerSecond: rounded(looped.done / looped.seconds),
      p50Ms: rounded(quantile(looped.tookMs, 0.5)),
      p95Ms: rounded(quantile(looped.tookMs, 0.95)),
      statementsPerRun: each(counts.statements),
      writeTransactionsPerRun: each(counts.writeTransactions),
      walBytesPerRun: each(counts.walBytes),
      nodeCpuMsPerRun: each((cpu.user + cpu.system) / 1_000),
    };
  },
};
