import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { fields, table } from "./table.ts";

const plain = (lines: readonly string[]): readonly string[] => lines.map(stripVTControlCharacters);

test("each column is as wide as its longest cell, and amounts stand under each other", () => {
  const rows = [
    ["A-1", "24.90 EUR", "completed"],
    ["A-1002", "349.00 EUR", "waiting"],
  ];
  expect(plain(table(["order", "amount", "status"], rows, { right: [1] }))).toEqual([
    "order       amount  status",
    "A-1      24.90 EUR  completed",
    "A-1002  349.00 EUR  waiting",
  ]);
});

test("colours do not shift what stands to the right of them", () => {
  const rows = [
    ["x", "y"],
    ["longer", "z"],
  ];
  const green = (cell: string): string => `\u001b[32m${cell}\u001b[39m`;
  expect(plain(table(["a", "b"], rows, { paint: green }))).toEqual(["a       b", "x       y", "longer  z"]);
});

test("values stand in one column, whatever the length of their names", () => {
  expect(
    plain(
      fields([
        ["runId", "r-1"],
        ["tool", "refund"],
      ]),
    ),
  ).toEqual(["runId  r-1", "tool   refund"]);
});
