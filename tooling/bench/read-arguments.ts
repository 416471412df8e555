import { contestantNames } from "./contestants/find-contestant.ts";
import { allWorkloads } from "./workloads/all-workloads.ts";
import type { Workload } from "./workloads/workload.ts";

export interface Wanted {
  readonly workloads: readonly Workload[];
  readonly contestants: readonly string[];
  readonly rounds: number | undefined;
}

/** Names of workloads and of contestants in any order; none of a sort means all. `undefined`: cannot be read. */
export function readArguments(args: readonly string[]): Wanted | undefined {
  const workloads: Workload[] = [];
  const contestants: string[] = [];
  let rounds: number | undefined;
  for (const argument of args) {
    const workload = allWorkloads.find(({ name }) => name === argument);
    const count = /^--rounds=([1-9]\d?)$/.exec(argument)?.[1];
    if (workload !== undefined) workloads.push(workload);
    else if (contestantNames.includes(argument)) contestants.push(argument);
    else if (count !== undefined) rounds = Number(count);
    else return undefined;
  }
  return {
    workloads: workloads.length > 0 ? workloads : allWorkloads,
    contestants: contestants.length > 0 ? contestants : contestantNames,
    rounds,
  };
}

export function usage(): string {
  const width = Math.max(...allWorkloads.map(({ name }) => name.length)) + 2;
  const workloads = allWorkloads.map(({ name, shows }) => `  ${name.padEnd(width)}${shows}`);
  return [
    "Usage: npm run bench [-- workload… contestant… --rounds=N]",
    "",
    "Workloads:",
    ...workloads,
    "",
    `Contestants: ${contestantNames.join(", ")}`,
  ].join("\n");
}
