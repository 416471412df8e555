import type { Decide } from "../apart/decide.ts";
import type { Setting } from "../contestants/contestant.ts";
import { closedLoop } from "../measure/closed-loop.ts";
import { ServerCounter, type ServerCounts } from "../measure/counters.ts";
import { OtherProcess } from "../measure/other-process.ts";
import { quantile, rounded, sorted } from "../measure/statistics.ts";
import type { Workload } from "./workload.ts";

export const approvals: Workload = {
  name: "approvals",
  shows:
    "runs that do a step, wait durably for a decision, get it from another process, do another step and end; " +
    "start to waiting, and decision to end, each as the process that started the run sees it",
  variants: [{ concurrency: 16 }],
  rounds: 5,
  compares: { figure: "cyclesPerSecond", moreIsBetter: true },
  takes: ({ approvals: starts, decider: decides }) => starts !== undefined && decides !== undefined,
  async measure({ contestant, databaseUrl, variant }) {
    const setting: Setting = { databaseUrl, concurrency: Number(variant["concurrency"]) };
    if (contestant.approvals === undefined) throw new Error(`${contestant.name} asks for no approvals.`);
    await using work = await contestant.approvals(setting);
    await using other = await OtherProcess.start<Decide>("decide.ts", contestant.name, setting);
    await using counter = await ServerCounter.open(databaseUrl);
    let startMs: number[] = [];
    let endMs: number[] = [];
    let counts: ServerCounts | undefined;
    const cycle = async (): Promise<void> => {
      const began = performance.now();
      const id = await work.start();
      const waits = performance.now();
      startMs.push(waits - began);
      await Promise.all([other.ask("decide", id), work.ended?.(id)]);
      endMs.push(performance.now() - waits);
    };
    const looped = await closedLoop(
      cycle,
      { concurrency: setting.concurrency, warmMs: 1_500, measuredMs: 3_000 },
      {
        async begin() {
          [startMs, endMs] = [[], []];
          await counter.begin();
        },
        async end() {
          counts = await counter.end();
        },
      },
    );
    if (counts === undefined) throw new Error("Nothing was counted.");
    const [starts, ends] = [sorted(startMs), sorted(endMs)];
    return {
      cyclesPerSecond: rounded(looped.done / looped.seconds),
      startToWaitingP50Ms: rounded(quantile(starts, 0.5)),
      startToWaitingP95Ms: rounded(quantile(starts, 0.95)),
      decideToEndedP50Ms: rounded(quantile(ends, 0.5)),
      decideToEndedP95Ms: rounded(quantile(ends, 0.95)),
      // Who is not on the server asked nothing of it, and none would look like few.
      ...(counts.statements === 0
        ? {}
        : {
            statementsPerCycle: rounded(counts.statements / looped.done),
            writeTransactionsPerCycle: rounded(counts.writeTransactions / looped.done),
          }),
    };
  },
};
