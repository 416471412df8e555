import type { LoopRuns } from "../apart/loop-runs.ts";
import { OtherProcess } from "../measure/other-process.ts";
import { quantile, rounded, sorted } from "../measure/statistics.ts";
import type { Workload } from "./workload.ts";

const concurrency = 64;

export const processes: Workload = {
  name: "processes",
  shows: "runs of 10 steps by one worker process and by two, 64 at once in all, each process those that it started",
  variants: [{ processes: 1 }, { processes: 2 }],
  rounds: 5,
  compares: { figure: "runsPerSecond", moreIsBetter: true },
  takes: ({ name }) => name === "scoria",
  async measure({ contestant: { name }, databaseUrl, variant }) {
    const count = Number(variant["processes"]);
    const setting = { databaseUrl, concurrency: concurrency / count };
    await using workers = new AsyncDisposableStack();
    const opened: OtherProcess<LoopRuns>[] = [];
    // One after the other: the first makes the tables.
    for (let worker = 0; worker < count; worker += 1) {
      opened.push(workers.use(await OtherProcess.start<LoopRuns>("loop-runs.ts", name, setting)));
    }
    // Warm all together, then measure all together.
    const loop = (measuredMs: number) =>
      Promise.all(opened.map((worker) => worker.ask("loop", { warmMs: 0, measuredMs })));
    await loop(1_500);
    const looped = await loop(4_000);
    const tookMs = sorted(looped.flatMap((each) => each.tookMs));
    const rates = looped.map(({ done, seconds }) => done / seconds);
    return {
      runsPerSecond: rounded(rates.reduce((sum, rate) => sum + rate, 0)),
      slowestProcessPerSecond: rounded(Math.min(...rates)),
      p50Ms: rounded(quantile(tookMs, 0.5)),
      p95Ms: rounded(quantile(tookMs, 0.95)),
    };
  },
};
