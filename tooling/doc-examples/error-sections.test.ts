import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./document.ts";
import { withErrorSections } from "./error-sections.ts";
import { errorTables } from "./error-tables.ts";
import { anchorsOf } from "./link.ts";

const path = join(root, "docs", "errors.md");
const codes = errorTables.flatMap((table) => Object.keys(table.codes));

test("the docs have the error codes as they are (SCORIA_TEST_WRITE_DOCS=1 writes them)", () => {
  const page = readFileSync(path, "utf8");
  const written = withErrorSections(page);
  if (process.env.SCORIA_TEST_WRITE_DOCS === "1") writeFileSync(path, written);
  else expect(page).toBe(written);
});

test("every error code has a place that can be linked to", () => {
  const anchors = anchorsOf(readFileSync(path, "utf8"));
  expect(codes.filter((code) => !anchors.has(code.toLowerCase()))).toEqual([]);
});

test("a code belongs to one package, so its name alone says which", () => {
  expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
});

test("a page without the marks is refused, and what stands around them is kept", () => {
  expect(() => withErrorSections("# Errors\n")).toThrow("error codes");
  const marks = "<!-- error codes: these sections are written from the code -->\nold\n<!-- end of error codes -->";
  const written = withErrorSections(`before\n${marks}\nafter\n`);
  expect(written).toMatch(/^before\n<!-- error codes/);
  expect(written).toMatch(/<!-- end of error codes -->\nafter\n$/);
  expect(written).not.toContain("\nold\n");
});
