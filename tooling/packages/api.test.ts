import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { drawApiReports } from "./api-report.ts";
import { publicPackages } from "./public-packages.ts";

test.each(publicPackages())(
  "the public API of $manifest.name is the one that its api folder shows (else: npm run api)",
  async (source) => {
    const drawn = await drawApiReports(source);
    const committed = globSync(join(source.folder, "api", "*.api.md"));
    expect(drawn.map(({ text }) => text).join("\n")).toContain("export ");
    expect(Object.fromEntries(drawn.map(({ path, text }) => [path, text]))).toEqual(
      Object.fromEntries(committed.map((path) => [path, readFileSync(path, "utf8")])),
    );
  },
);
