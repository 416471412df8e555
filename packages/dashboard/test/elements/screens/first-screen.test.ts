import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pageTable } from "../../../src/elements/pages/page-table.ts";
import { launchChromium } from "../chromium.ts";
import { openGallery, screens, windows, type Gallery } from "./gallery.ts";

let gallery: Gallery;
let docs: string;

beforeAll(async () => {
  gallery = await openGallery(windows.wide, launchChromium());
  docs = await readFile(join(import.meta.dirname, "../../../../../docs/dashboard.md"), "utf8");
});

afterAll(() => gallery[Symbol.asyncDispose]());

for (const screen of screens) {
  const { questions } = screen;
  if (questions === undefined) continue;
  test(`${screen.name} answers in its first screen what an operator asks there`, async () => {
    await gallery.open(screen);
    await gallery.page.evaluate(() => scrollTo(0, 0));
    for (const { asks, answeredBy } of questions) {
      for (const [place, answer] of answeredBy(gallery.page).entries()) {
        expect.soft(await shareInSight(answer), `${asks} Answer ${place + 1}: ${String(answer)}`).toBeGreaterThan(0.98);
      }
    }
  });
}

test("each page has three questions, which the docs word as the tests do", () => {
  for (const { name } of pageTable) {
    const asked = screens.find((screen) => screen.name === name || screen.name === `${name}-failed`)?.questions ?? [];
    expect(asked, name).toHaveLength(3);
    for (const { asks } of asked) expect(docs).toContain(asks);
  }
});

/** How much of it lies in the window and is not cut off by anything around it. */
async function shareInSight(answer: Locator): Promise<number> {
  await answer.waitFor({ timeout: 5_000 });
  return answer.evaluate(
    (element) =>
      new Promise<number>((resolve) => {
        new IntersectionObserver(([entry]) => resolve(entry?.intersectionRatio ?? 0)).observe(element);
      }),
  );
}
