import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const script = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What of a page as it stands is at fault by WCAG 2.2 AA, in both themes, and whether it is wider than its window. */
export async function accessFaultsOf(page: Page): Promise<readonly string[]> {
  // Half a megabyte, which a page that was looked at before has.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(await script);
  await page.emulateMedia({ colorScheme: "light" });
  const faults = [...(await run(page, { type: "tag", values: rules }))];
  // Colours are all that the other theme has of its own.
  await page.emulateMedia({ colorScheme: "dark" });
  faults.push(...(await run(page, { type: "rule", values: ["color-contrast"] })));
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return beyond > 0 ? [...faults, `${beyond} px wider than the window`] : faults;
}

async function run(page: Page, runOnly: object): Promise<readonly string[]> {
  const { violations } = await page.evaluate(
    (only) =>
      (window as unknown as { axe: { run: (context: Document, options: object) => Promise<AxeResults> } }).axe.run(
        document,
        { runOnly: only, resultTypes: ["violations"] },
      ),
    runOnly,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}
