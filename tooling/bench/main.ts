import { findContestant, isPeer } from "./contestants/find-contestant.ts";
import type { Contestant } from "./contestants/contestant.ts";
import { measureApart } from "./measure-apart.ts";
import { installPeers } from "./install-peers.ts";
import { ResultFile } from "./results/result-file.ts";
import { printComparison } from "./results/print-comparison.ts";
import { readArguments, usage } from "./read-arguments.ts";
import { openBenchServer, type BenchServer } from "./server/open-bench-server.ts";
import type { Figures, Workload } from "./workloads/workload.ts";

const USAGE = 64;

async function main(args: readonly string[]): Promise<number> {
  const wanted = readArguments(args);
  if (wanted === undefined) {
    console.error(usage());
    return USAGE;
  }
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interruption.abort(signal));
  const { signal } = interruption;
  if (wanted.contestants.some(isPeer)) installPeers();
  const contestants = await Promise.all(wanted.contestants.map(findContestant));
  await using server = await openBenchServer(signal);
  const results = new ResultFile(server.version);
  for (const workload of wanted.workloads) {
    await measureWorkload(workload, contestants, wanted.rounds ?? workload.rounds, server, results, signal);
  }
  console.log(`\nKept in ${results.path}`);
  return 0;
}

/** All contestants in turn, then all again: what the machine does meanwhile falls to each alike. */
async function measureWorkload(
  workload: Workload,
  contestants: readonly Contestant[],
  rounds: number,
  server: BenchServer,
  results: ResultFile,
  signal: AbortSignal,
): Promise<void> {
  const those = contestants.filter((contestant) => workload.takes(contestant));
  if (those.length === 0) return;
  console.log(`\n${workload.name}: ${workload.shows}`);
  for (const variant of workload.variants) {
    const measured = new Map<Contestant, Figures[]>(those.map((contestant) => [contestant, []]));
    for (let round = 1; round <= rounds; round += 1) {
      for (const [contestant, figures] of measured) {
        const databaseUrl = await server.freshDatabase();
        const order = { workload: workload.name, contestant: contestant.name, databaseUrl, variant };
        const these = await measureApart(order, signal);
        figures.push(these);
        results.keep(workload, contestant, variant, round, these);
      }
    }
    printComparison(workload, variant, measured);
  }
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
