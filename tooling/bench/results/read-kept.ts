import { readFileSync } from "node:fs";
import { median, rounded } from "../measure/statistics.ts";
import type { Figures, Variant } from "../workloads/workload.ts";

interface KeptLine {
  readonly workload: string;
  readonly variant: Variant;
  readonly contestant: string;
  readonly figures: Figures;
}

/** The medians of one workload's variant, by contestant, in the order in which they were measured. */
export interface KeptTable {
  readonly workload: string;
  readonly variant: Variant;
  readonly rounds: number;
  readonly medians: ReadonlyMap<string, Figures>;
}

/** Reads files of kept lines; each begins with a line about the machine, which is left out. */
export function readKept(files: readonly string[]): readonly KeptTable[] {
  const lines = files.flatMap((file) =>
    readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Partial<KeptLine>)
      .filter((line): line is KeptLine => line.workload !== undefined),
  );
  const groups = new Map<string, KeptLine[]>();
  for (const line of lines) {
    const key = JSON.stringify([line.workload, line.variant]);
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group as [KeptLine];
    const names = [...new Set(group.map(({ contestant }) => contestant))];
    const of = (name: string): KeptLine[] => group.filter(({ contestant }) => contestant === name);
    return {
      workload: first.workload,
      variant: first.variant,
      rounds: of(first.contestant).length,
      medians: new Map(names.map((name) => [name, mediansOf(of(name).map(({ figures }) => figures))])),
    };
  });
}

function mediansOf(figures: readonly Figures[]): Figures {
  const names = [...new Set(figures.flatMap((each) => Object.keys(each)))];
  const valuesOf = (name: string): number[] => figures.flatMap((each) => each[name] ?? []);
  return Object.fromEntries(names.map((name) => [name, rounded(median(valuesOf(name)), 3)]));
}
