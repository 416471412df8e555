import { Client } from "pg";
import { stepsOfRun, type Setting } from "../contestants/contestant.ts";
import { quantile, rounded, sorted } from "../measure/statistics.ts";
import type { Figures, Task, Workload } from "./workload.ts";

const calls = 400;
const callsBefore = 100;
const perSession = 50;

const shows =
  `one client reads one of so many runs, of ${stepsOfRun} steps each, with its steps (read), ` +
  `and the latest ${perSession} runs of a session, without them (list); storeMB is the size of the database`;

export const readback: Workload = {
  name: "readback",
  shows,
  variants: [{ runs: 100_000 }],
  rounds: 3,
  compares: { figure: "readP50Ms", moreIsBetter: false },
  takes: (contestant) => contestant.readback !== undefined,
  measure: fillAndRead,
};

/** Whether reading stays as fast when there is more to read than fits in memory. */
export const readbackOfMany: Workload = {
  name: "readback-of-many",
  shows,
  variants: [{ runs: 1_000_000 }],
  // To fill it takes minutes.
  rounds: 1,
  compares: { figure: "readP50Ms", moreIsBetter: false },
  takes: ({ name }) => name === "raw-pg" || name === "scoria",
  measure: fillAndRead,
};

async function fillAndRead({ contestant, databaseUrl, variant }: Task): Promise<Figures> {
  const setting: Setting = { databaseUrl, concurrency: 1 };
  if (contestant.readback === undefined) throw new Error(`${contestant.name} reads nothing back.`);
  await using work = await contestant.readback(setting);
  const began = performance.now();
  await work.fill(Number(variant["runs"]));
  const fillSeconds = (performance.now() - began) / 1_000;
  const storeBytes = await settleStore(databaseUrl);
  const read = await timeCalls("a run's steps", stepsOfRun, () => work.readRun());
  const list = await timeCalls("a session's runs", perSession, work.listSession && (() => work.listSession?.()));
  return {
    readP50Ms: rounded(quantile(read, 0.5)),
    readP95Ms: rounded(quantile(read, 0.95)),
    ...(list.length === 0 ? {} : { listP50Ms: rounded(quantile(list, 0.5)), listP95Ms: rounded(quantile(list, 0.95)) }),
    storeMB: rounded(storeBytes / 1_000_000),
    fillSeconds: rounded(fillSeconds),
  };
}

/** Has the server write out what it was given, so that it does not while it is read. Resolves with the database's size. */
async function settleStore(databaseUrl: string): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("checkpoint");
    const { rows } = await client.query<{ bytes: string }>("select pg_database_size(current_database()) as bytes");
    return Number(rows[0]?.bytes);
  } finally {
    await client.end();
  }
}

/** The time of each call in milliseconds, sorted. A call that finds less than there is would be fast, and wrong. */
async function timeCalls(
  what: string,
  expected: number,
  call: (() => Promise<number> | undefined) | undefined,
): Promise<readonly number[]> {
  const tookMs: number[] = [];
  if (call === undefined) return tookMs;
  for (let made = 0; made < callsBefore + calls; made += 1) {
    const began = performance.now();
    const found = await call();
    const took = performance.now() - began;
    if (found !== expected) throw new Error(`Of ${what} ${found} were found instead of ${expected}.`);
    if (made >= callsBefore) tookMs.push(took);
  }
  return sorted(tookMs);
}
