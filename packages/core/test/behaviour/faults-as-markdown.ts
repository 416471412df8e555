import { databaseFaults } from "../../src/database/database-faults.ts";

/** What Scoria does about each kind, for the docs. */
const does = {
  connection: "the same bytes again; what was sent is looked for by its hash",
  contention: "again, alone and beside its neighbours",
  torn: "apart, run by run",
  prepared: "again, and without names if that does not help",
  data: "nothing: its call or step fails",
  other: "nothing: its call or step fails",
} as const;

/** The retry table, formatted as `prettier` formats it. */
export function faultsAsMarkdown(): string {
  const rows = [
    ["code", "kind", "means", "tried"],
    ...databaseFaults.map(({ codes, kind, means }) => [
      codes.map((code) => `\`${code}\``).join(", "),
      `\`${kind}\``,
      means,
      does[kind],
    ]),
    ["any other", "`other`", "the server refused the statement", does.other],
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`);
  lines.splice(1, 0, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`);
  return lines.join("\n");
}
