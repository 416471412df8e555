import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { faultsAsMarkdown } from "./faults-as-markdown.ts";

const begin = "<!-- faults: this table is written from the code -->";
const end = "<!-- end of faults -->";

test("the docs have the retry table as it is (SCORIA_TEST_WRITE_DOCS=1 writes it)", async () => {
  const page = new URL("../../../../docs/outages.md", import.meta.url);
  const text = await readFile(page, "utf8");
  const [before, after] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  expect(before).toBeLessThan(after);
  const expected = `\n\n${faultsAsMarkdown()}\n\n`;
  if (process.env.SCORIA_TEST_WRITE_DOCS === "1") {
    await writeFile(page, text.slice(0, before) + expected + text.slice(after));
    return;
  }
  expect(text.slice(before, after)).toBe(expected);
});
