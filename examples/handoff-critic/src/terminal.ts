import { stripVTControlCharacters, styleText } from "node:util";

// styleText leaves the colours out without a terminal and with NO_COLOR.
export const bold = (text: string): string => styleText("bold", text);
export const dim = (text: string): string => styleText("dim", text);
export const green = (text: string): string => styleText("green", text);
export const yellow = (text: string): string => styleText("yellow", text);
export const red = (text: string): string => styleText("red", text);

/** Prints lines, indented under the heading that they belong to. */
export function say(...lines: readonly string[]): void {
  for (const line of lines) console.log(line === "" ? "" : `  ${line}`);
}

/** Prints the heading of a part of the story, and in a dim line what the part shows. */
export function heading(title: string, shows: string): void {
  console.log(`\n${bold(title)}`);
  say(dim(shows), "");
}

/** Lays rows out under their column names, each column as wide as its longest cell. */
export function table(names: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const cellsOf = (column: number): readonly string[] => [names, ...rows].map((row) => row[column] ?? "");
  const widths = names.map((_name, column) => Math.max(...cellsOf(column).map(widthOf)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - widthOf(cell)))
      .join("  ")
      .trimEnd();
  return [dim(line(names)), ...rows.map(line)];
}

const widthOf = (text: string): number => stripVTControlCharacters(text).length;
