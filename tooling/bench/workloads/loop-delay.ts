import { monitorEventLoopDelay } from "node:perf_hooks";
import { closedLoop } from "../measure/closed-loop.ts";
import { rounded } from "../measure/statistics.ts";
import type { Workload } from "./workload.ts";

export const loopDelay: Workload = {
  name: "loop-delay",
  shows:
    "how late the event loop comes to a timer of 1 ms while runs of 10 steps are under way; " +
    "that 1 ms is in the figures, nothing is subtracted",
  variants: [{ concurrency: 64 }],
  rounds: 5,
  compares: { figure: "delayP99Ms", moreIsBetter: false },
  takes: ({ name }) => name === "scoria",
  async measure({ contestant, databaseUrl, variant }) {
    if (contestant.runs === undefined) throw new Error(`${contestant.name} does no runs.`);
    const concurrency = Number(variant["concurrency"]);
    await using work = await contestant.runs({ databaseUrl, concurrency });
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const looped = await closedLoop(
      () => work.run(),
      { concurrency, warmMs: 1_500, measuredMs: 5_000 },
      {
        async begin() {
          delay.enable();
        },
        async end() {
          delay.disable();
        },
      },
    );
    const ms = (nanoseconds: number): number => rounded(nanoseconds / 1_000_000);
    return {
      delayP50Ms: ms(delay.percentile(50)),
      delayP99Ms: ms(delay.percentile(99)),
      delayMaxMs: ms(delay.max),
      runsPerSecond: rounded(looped.done / looped.seconds),
    };
  },
};
