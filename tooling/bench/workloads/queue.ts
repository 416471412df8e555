import type { Drain } from "../apart/drain.ts";
import type { Enqueue } from "../apart/enqueue.ts";
import type { Contestant, Setting } from "../contestants/contestant.ts";
import { ServerCounter, type ServerCounts } from "../measure/counters.ts";
import { OtherProcess } from "../measure/other-process.ts";
import { rounded } from "../measure/statistics.ts";
import type { Figures, Workload } from "./workload.ts";

const jobs = 20_000;
const singles = 2_000;
/** What a process that has just begun has to load and to open is not to weigh on so few. */
const singlesBefore = 200;
const concurrency = 16;

const added = `${jobs} jobs that do nothing are added in bulk (enqueueBulk)`;
const counted =
  "drain counts from before the workers' boot, with all modules loaded, until all jobs are durably done; missing: never done; " +
  "duplicates: done once too often; counts per job are of adding in bulk and working off together, the boot included";

export const queue: Workload = {
  name: "queue",
  shows:
    `${added}, worked off by one process (drain), and ${singles} more are added one by one, ` +
    `${concurrency} at once (enqueueOne); ${counted}`,
  variants: [{ jobs, workers: 1 }],
  rounds: 3,
  compares: { figure: "drainPerSecond", moreIsBetter: true },
  takes: hasQueue,
  async measure({ contestant, databaseUrl }) {
    const setting: Setting = { databaseUrl, concurrency };
    const drained = await enqueueAndDrain(contestant, setting, 1);
    await using enqueuer = await OtherProcess.start<Enqueue>("enqueue.ts", contestant.name, setting);
    await enqueuer.ask("enqueueOneByOne", singlesBefore);
    const seconds = await enqueuer.ask("enqueueOneByOne", singles);
    return { ...drained, enqueueOnePerSecond: rounded(singles / seconds) };
  },
};

export const queueTwoWorkers: Workload = {
  name: "queue-two-workers",
  shows: `${added} and worked off by two processes at the same time (drain); ${counted}`,
  variants: [{ jobs, workers: 2 }],
  rounds: 3,
  compares: { figure: "drainPerSecond", moreIsBetter: true },
  takes: (contestant) => hasQueue(contestant) && contestant.drainsTogether === true,
  measure: ({ contestant, databaseUrl }) => enqueueAndDrain(contestant, { databaseUrl, concurrency }, 2),
};

function hasQueue(contestant: Contestant): boolean {
  return contestant.queue !== undefined && contestant.drainer !== undefined;
}

/** Adds all in one process, which then ends, and has fresh ones work them off. */
async function enqueueAndDrain({ name }: Contestant, setting: Setting, workers: number): Promise<Figures> {
  await using counter = await ServerCounter.open(setting.databaseUrl);
  const counts: ServerCounts[] = [];
  const counted = async <T>(work: () => Promise<T>): Promise<T> => {
    await counter.begin();
    const answer = await work();
    counts.push(await counter.end());
    return answer;
  };
  const enqueueSeconds = await enqueueAll(name, setting, counted);
  const drained = await drainAll(name, setting, workers, counted);
  const each = (of: (count: ServerCounts) => number): number =>
    rounded(counts.reduce((sum, count) => sum + of(count), 0) / jobs);
  return {
    enqueueBulkPerSecond: rounded(jobs / enqueueSeconds),
    ...drained,
    walBytesPerJob: each(({ walBytes }) => walBytes),
    statementsPerJob: each(({ statements }) => statements),
    writeTransactionsPerJob: each(({ writeTransactions }) => writeTransactions),
  };
}

type Counted = <T>(work: () => Promise<T>) => Promise<T>;

async function enqueueAll(name: string, setting: Setting, counted: Counted): Promise<number> {
  await using enqueuer = await OtherProcess.start<Enqueue>("enqueue.ts", name, setting);
  return await counted(() => enqueuer.ask("enqueueInBulk", jobs));
}

/** The time is from before the workers' boot to when all is done, durably; loading their modules is not part of it. */
async function drainAll(name: string, setting: Setting, workers: number, counted: Counted): Promise<Figures> {
  await using stack = new AsyncDisposableStack();
  const drainers: OtherProcess<Drain>[] = [];
  for (let worker = 0; worker < workers; worker += 1) {
    drainers.push(stack.use(await OtherProcess.start<Drain>("drain.ts", name, setting)));
  }
  const seconds = await counted(async () => {
    const began = performance.now();
    await Promise.all(drainers.map((drainer) => drainer.ask("drain", jobs)));
    return (performance.now() - began) / 1_000;
  });
  const handled = await Promise.all(drainers.map((drainer) => drainer.ask("handled")));
  const left = await drainers[0]?.ask("left");
  const known = handled.filter((count) => count !== undefined);
  const done = known.reduce((sum, count) => sum + count, 0);
  if (known.length === workers && left !== undefined && done < jobs - left) {
    throw new Error(`${jobs - left - done} jobs are gone without having been done.`);
  }
  return {
    drainPerSecond: rounded(jobs / seconds),
    ...(left === undefined ? {} : { missing: left }),
    ...(known.length < workers || left === undefined ? {} : { duplicates: done - (jobs - left) }),
  };
}
