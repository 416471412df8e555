import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { guarantees, proofs, proofTable } from "./proofs.ts";
import { proofStages } from "./stages.ts";
import { root } from "./workspace-folders.ts";

describe.each(proofs)("the proof $name", ({ name, place = guarantees, files, counts }) => {
  const tests = join(root, place.folder, place.tests);

  test("is a stage, and its test files are there", () => {
    expect(proofStages().map((stage) => stage.name)).toContain(name);
    for (const file of files) expect(existsSync(join(tests, file)), file).toBe(true);
  });

  test("has the counts that its test files have", () => {
    const text = files.map((file) => readFileSync(join(tests, file), "utf8")).join("\n");
    const inFiles = [...text.matchAll(/countOf\(\{ usual: ([\d_]+), full: ([\d_]+) \}\)/g)].map(([, usual, full]) => ({
      usual: numberIn(usual),
      full: numberIn(full),
    }));
    expect(inFiles).toEqual(counts.map(({ usual, full }) => ({ usual, full })));
  });
});

test("docs/proofs.md shows the proofs as the table says", () => {
  const page = readFileSync(join(root, "docs/proofs.md"), "utf8");
  const shown = page.split("\n").filter((line) => line.startsWith("|") && !/^\|[ |:-]+\|$/.test(line));
  // The formatter pads the cells of a table.
  expect(shown.map((line) => line.replace(/ +/g, " "))).toEqual(proofTable(proofs));
});

function numberIn(text: string | undefined): number {
  return Number((text ?? "").replaceAll("_", ""));
}
