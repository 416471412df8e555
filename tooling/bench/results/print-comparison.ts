import type { Contestant } from "../contestants/contestant.ts";
import { median, rounded } from "../measure/statistics.ts";
import type { Figures, Variant, Workload } from "../workloads/workload.ts";

/** Prints a table of medians, one contestant a line, with the compared figure as a ratio to the first contestant's. */
export function printComparison(
  { compares }: Workload,
  variant: Variant,
  measured: ReadonlyMap<Contestant, readonly Figures[]>,
): void {
  const medians = new Map([...measured].map(([contestant, figures]) => [contestant, mediansOf(figures)]));
  const names = [...new Set([...medians.values()].flatMap((figures) => Object.keys(figures)))];
  const [first] = medians.values();
  const base = first?.[compares.figure];
  const ratio = (figures: Figures): string => {
    const mine = figures[compares.figure];
    return base === undefined || mine === undefined ? "-" : `${rounded(mine / base, 3)}`;
  };
  const rows = [...medians].map(([{ name }, figures]) => [
    name,
    ratio(figures),
    ...names.map((figure) => String(figures[figure] ?? "-")),
  ]);
  const [firstContestant] = measured.keys();
  const table = [["", `x ${firstContestant?.name ?? ""}`, ...names], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  console.log(
    `\n${Object.entries(variant)
      .map(([key, value]) => `${key} ${value}`)
      .join(", ")}`,
  );
  for (const row of table)
    console.log(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd());
}

function mediansOf(figures: readonly Figures[]): Figures {
  const names = Object.keys(figures[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(figures.map((each) => each[name] ?? Number.NaN))]));
}
