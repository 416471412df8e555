import type { Contestant } from "../contestants/contestant.ts";

/** What is varied of a workload, such as how much is under way at once. It stands in each kept line. */
export type Variant = Readonly<Record<string, number | string | boolean>>;

/** Named so that the unit is plain: `runsPerSecond`, `p50Ms`, `walBytesPerRun`. */
export type Figures = Readonly<Record<string, number>>;

/** What one measurement is given. It runs in a fresh process, and has a fresh database on a server that nobody else uses. */
export interface Task {
  readonly contestant: Contestant;
  readonly databaseUrl: string;
  readonly variant: Variant;
}

export interface Workload {
  /** As on the command line: `npm run bench -- <name>`. */
  readonly name: string;
  readonly shows: string;
  readonly variants: readonly Variant[];
  /** How often each contestant has its turn with each variant; the figures are medians. */
  readonly rounds: number;
  /** The figure by which contestants are compared, and whether more of it is better. */
  readonly compares: { readonly figure: string; readonly moreIsBetter: boolean };
  /** Which contestants do this work. */
  takes(contestant: Contestant): boolean;
  measure(task: Task): Promise<Figures>;
}
