import { readFileSync } from "node:fs";
import { join } from "node:path";
import { failPoints } from "@scoria/core/testing";
import { expect, test } from "vitest";
import { root } from "./document.ts";

test("the guide to testing lists every fail point, in their order", () => {
  const guide = readFileSync(join(root, "docs", "testing.md"), "utf8");
  const listed = [...guide.matchAll(/^\| `([a-z]+\.[a-z-]+)` +\|/gm)].map(([, name]) => name);
  expect(listed).toEqual(failPoints);
});
