import { describe, expect, test } from "vitest";
import { findViolations } from "./find-violations.ts";
import { packageTable } from "./package-table.ts";
import { readWorkspace } from "./workspace-sources.ts";

const workspace = readWorkspace();

describe("every package keeps to its imports", () => {
  for (const one of workspace) {
    test(one.folder, () => {
      expect(findViolations(one, packageTable, workspace)).toEqual([]);
    });
  }

  test("and the core, on which all stand, is among those that were read", () => {
    const core = workspace.find(({ folder }) => folder === "packages/core");
    expect(core?.sources.has("src/index.ts")).toBe(true);
  });
});
