import { dim } from "./say.ts";

/** How a table is laid out. */
export interface TableOptions {
  /** The columns, from 0, that are aligned to the right. Default: none. */
  readonly right?: readonly number[];
  /** Colours one cell after it was padded. Default: no colours. */
  readonly paint?: (cell: string, column: number) => string;
}

/** Lays rows out under their column names, each column as wide as its longest cell. */
export function table(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  { right = [], paint = (cell) => cell }: TableOptions = {},
): readonly string[] {
  const widths = names.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number): string => {
    const width = widths[column] ?? 0;
    return right.includes(column) ? cell.padStart(width) : cell.padEnd(width);
  };
  const line = (row: readonly string[], colour: (cell: string, column: number) => string): string =>
    row
      .map((cell, column) => colour(pad(cell, column), column))
      .join("  ")
      .trimEnd();
  return [line(names, dim), ...rows.map((row) => line(row, paint))];
}

/** Names on the left, what they stand for on the right. */
export function fields(pairs: readonly (readonly [name: string, value: string])[]): readonly string[] {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `${dim(name.padEnd(width))}  ${value}`);
}
