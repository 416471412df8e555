import { allSettings, type Setting } from "../../src/settings/settings-table.ts";

/** The table of `docs/settings.md`, as the formatter writes it. */
export function settingsAsMarkdown(): string {
  const rows = [["variable", "option", "values", "default", "what it does"], ...allSettings.map(rowOf)];
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => Array.from(row[column] ?? "").length)),
  );
  const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`);
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

function rowOf({
  variable,
  option,
  type,
  byDefault,
  byDefaultText,
  means,
}: Setting<unknown, unknown>): readonly string[] {
  const isPath = /^[\w.]+$/.test(option);
  const value = typeof byDefault === "number" ? byDefault.toLocaleString("en") : `\`${String(byDefault)}\``;
  return [`\`${variable}\``, isPath ? `\`${option}\`` : option, type.name, byDefaultText ?? value, means];
}
