import { readKept, type KeptTable } from "./results/read-kept.ts";

/** Prints what was kept of runs of the bench as Markdown: `node tooling/bench/print-tables.ts <file…>`. */
function main(files: readonly string[]): void {
  for (const table of readKept(files)) console.log(`${asMarkdown(table)}\n`);
}

function asMarkdown({ workload, variant, rounds, medians }: KeptTable): string {
  const figures = [...new Set([...medians.values()].flatMap((each) => Object.keys(each)))];
  const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const varied = Object.entries(variant).map(([key, value]) => `${key} ${value}`);
  return [
    `${[workload, ...varied].join(", ")} (${rounds} rounds)`,
    "",
    row(["", ...figures]),
    row(["---", ...figures.map(() => "---")]),
    ...[...medians].map(([name, each]) => row([name, ...figures.map((figure) => String(each[figure] ?? "-"))])),
  ].join("\n");
}

main(process.argv.slice(2));
