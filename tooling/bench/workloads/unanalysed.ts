import { requireUnanalysed, stopAutovacuum } from "../measure/without-autovacuum.ts";
import { runs } from "./runs.ts";
import type { Workload } from "./workload.ts";

const finishedRuns = 20_000;
const fillers = 64;

export const unanalysed: Workload = {
  name: "unanalysed",
  shows: "runs of 10 steps on a database with 20,000 finished runs that was never analysed",
  variants: [{ concurrency: 1 }, { concurrency: 64 }],
  rounds: 3,
  compares: runs.compares,
  takes: ({ name }) => name === "scoria",
  async measure(task) {
    const { contestant, databaseUrl } = task;
    if (contestant.runs === undefined) throw new Error(`${contestant.name} does no runs.`);
    {
      await using work = await contestant.runs({ databaseUrl, concurrency: fillers });
      await stopAutovacuum(databaseUrl);
      let left = finishedRuns;
      const fill = async (): Promise<void> => {
        for (; left > 0;) {
          left -= 1;
          await work.run();
        }
      };
      await Promise.all(Array.from({ length: fillers }, fill));
    }
    const figures = await runs.measure(task);
    await requireUnanalysed(databaseUrl);
    return figures;
  },
};
