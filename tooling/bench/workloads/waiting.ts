import { setTimeout as wait } from "node:timers/promises";
import { migrate } from "@scoria/core";
import { Client } from "pg";
import type { KeepWaitingRuns } from "../apart/keep-waiting-runs.ts";
import { OtherProcess } from "../measure/other-process.ts";
import { rounded } from "../measure/statistics.ts";
import type { Workload } from "./workload.ts";

const warmRuns = 2_000;
const patienceMs = 180_000;

export const waiting: Workload = {
  name: "waiting",
  shows:
    "what the memory of one worker process grows by with 10,000 runs that wait for an approval, once all that can be is collected",
  variants: [{ runs: 10_000 }],
  rounds: 3,
  compares: { figure: "rssGrowthMb", moreIsBetter: false },
  takes: ({ name }) => name === "scoria",
  async measure({ databaseUrl, variant }) {
    const runs = Number(variant["runs"]);
    await migrate({ database: databaseUrl });
    const setting = { databaseUrl, concurrency: runs };
    await using worker = await OtherProcess.start<KeepWaitingRuns>("keep-waiting-runs.ts", "scoria", setting);
    // Code, pools and heap come to their working size by runs that end.
    await worker.ask("start", "finish", warmRuns);
    await untilThere(databaseUrl, "completed", warmRuns);
    const before = await worker.ask("memory");
    await worker.ask("start", "ask", runs);
    await untilThere(databaseUrl, "waiting", runs);
    const after = await worker.ask("memory");
    const ended = await worker.ask("decideOne");
    if (ended !== "completed") throw new Error(`The run that was decided for is ${ended}.`);
    const heapGrowth = after.heapBytes - before.heapBytes;
    const rssGrowth = after.rssBytes - before.rssBytes;
    const mb = (bytes: number): number => rounded(bytes / 1_000_000);
    return {
      rssGrowthMb: mb(rssGrowth),
      heapGrowthMb: mb(heapGrowth),
      rssBytesPerRun: rounded(rssGrowth / runs),
      heapBytesPerRun: rounded(heapGrowth / runs),
      rssBeforeMb: mb(before.rssBytes),
      rssAfterMb: mb(after.rssBytes),
      heapBeforeMb: mb(before.heapBytes),
      heapAfterMb: mb(after.heapBytes),
    };
  },
};

/** Asked of the database, so that nothing of it is in the worker's memory. */
async function untilThere(databaseUrl: string, status: string, count: number): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const until = performance.now() + patienceMs; ; await wait(200)) {
      const { rows } = await client.query<{ count: number }>(
        "select count(*)::int as count from scoria.runs where status = $1",
        [status],
      );
      const there = rows[0]?.count ?? 0;
      if (there >= count) return;
      if (performance.now() > until) throw new Error(`Only ${there} of ${count} runs are ${status}.`);
    }
  } finally {
    await client.end();
  }
}
