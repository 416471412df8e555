import { closedLoop } from "../measure/closed-loop.ts";
import { quantile, rounded, sorted } from "../measure/statistics.ts";
import { openWriters, type Writers } from "../sizes/writers.ts";
import type { Workload } from "./workload.ts";

const smallWriters = 8;
const measuredMs = 4_000;

export const sizes: Workload = {
  name: "sizes",
  shows:
    "how long the commit of a small step takes, from its function's return to the run's next line, " +
    "for 8 writers alone and beside 4 that write results of 1 MiB in the same process",
  variants: [{ small: smallWriters, large: 4 }],
  rounds: 5,
  compares: { figure: "besideP99Ms", moreIsBetter: false },
  takes: ({ name }) => name === "scoria",
  async measure({ databaseUrl, variant }) {
    const largeWriters = Number(variant["large"]);
    await using writers = await openWriters(databaseUrl);
    // Both once before, so that neither is measured cold.
    await measureSmall(writers, 1_500, largeWriters);
    const alone = await measureSmall(writers, measuredMs, 0);
    const beside = await measureSmall(writers, measuredMs, largeWriters);
    return {
      aloneP50Ms: rounded(quantile(alone.commitMs, 0.5)),
      aloneP99Ms: rounded(quantile(alone.commitMs, 0.99)),
      besideP50Ms: rounded(quantile(beside.commitMs, 0.5)),
      besideP99Ms: rounded(quantile(beside.commitMs, 0.99)),
      aloneStepsPerSecond: rounded(alone.commitMs.length / alone.seconds),
      besideStepsPerSecond: rounded(beside.commitMs.length / beside.seconds),
      largeStepsPerSecond: rounded(beside.largeSteps / beside.seconds),
    };
  },
};

interface Measured {
  /** Of each small step, sorted. */
  readonly commitMs: readonly number[];
  readonly largeSteps: number;
  readonly seconds: number;
}

/** Small steps for a while; the writers of large ones are at it before and until after. */
async function measureSmall(writers: Writers, ms: number, largeWriters: number): Promise<Measured> {
  let goesOn = true;
  const writeLarge = async (): Promise<void> => {
    while (goesOn) await writers.large();
  };
  const largeOnes = Promise.all(Array.from({ length: largeWriters }, writeLarge));
  let commitMs: readonly number[] = [];
  let largeSteps = 0;
  const small = closedLoop(
    () => writers.small(),
    { concurrency: smallWriters, warmMs: 500, measuredMs: ms },
    {
      async begin() {
        writers.takeCounts();
      },
      async end() {
        ({ commitMs, largeSteps } = writers.takeCounts());
        goesOn = false;
      },
    },
  );
  const [{ seconds }] = await Promise.all([small, largeOnes]);
  return { commitMs: sorted(commitMs), largeSteps, seconds };
}
