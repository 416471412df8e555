import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { selectStages } from "../test-runner/select-stages.ts";
import { allStages } from "../test-runner/stages.ts";
import { laneTable, verificationLanes } from "./lanes.ts";

const root = join(import.meta.dirname, "../..");
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

describe.each(verificationLanes)("the lane $name", ({ name, folder, mustNotNeed }) => {
  test("is a command of the workspace and a stage of the whole test run", () => {
    expect(scripts).toHaveProperty([`test:${name}`]);
    expect(allStages().map((stage) => stage.name)).toContain(name);
    expect(existsSync(join(root, folder, `${name}.test.ts`))).toBe(true);
  });

  test.runIf(mustNotNeed.includes("pgvector"))("does not start a PostgreSQL with pgvector for itself", () => {
    const stages = selectStages(allStages(), [name]).map((stage) => stage.name);
    expect(stages).toContain("build");
    expect(stages).not.toContain("test-databases");
  });
});

test("docs/adoption.md shows the lanes as the table says", () => {
  const page = readFileSync(join(root, "docs/adoption.md"), "utf8");
  const shown = page.split("\n").filter((line) => line.startsWith("|") && !/^\|[ |:-]+\|$/.test(line));
  expect(shown.map(withOneSpace)).toEqual(laneTable(verificationLanes));
});

/** The formatter pads the cells of a table so that its columns stand under each other. */
function withOneSpace(line: string): string {
  return line.replace(/ +/g, " ");
}
