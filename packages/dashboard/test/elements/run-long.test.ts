import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser } from "playwright-core";
import { launchChromium, openPage } from "./chromium.ts";
import { serveRunDesk, type RunDesk } from "./run-desk.ts";

let browser: Browser;
let desk: RunDesk;

beforeAll(async () => {
  [browser, desk] = await Promise.all([launchChromium(), serveRunDesk()]);
});

afterAll(async () => {
  await browser.close();
  await desk[Symbol.asyncDispose]();
});

test("of 2,000 steps only those near to what is seen are in the page, and each can be reached", async () => {
  const { page, faults } = await openPage(browser, `${desk.url}/workflows/${desk.runs.long}`);
  const tree = page.getByRole("treegrid");
  expect(await tree.getAttribute("aria-rowcount")).toBe("2002");
  expect(await tree.getByRole("row").count()).toBeLessThan(100);
  await page.getByText("2002 entries").waitFor();
  await tree.locator('[tabindex="0"]').focus();
  await page.keyboard.press("End");
  const last = tree.getByRole("row", { name: "count 1999" });
  await last.waitFor();
  expect(await last.getAttribute("aria-rowindex")).toBe("2002");
  expect(await last.evaluate((row) => row.matches(":focus"))).toBe(true);
  await page.goto(`${desk.url}/workflows/${desk.runs.long}?step=${encodeURIComponent("count/count 1234")}`);
  await tree.getByRole("row", { name: "count 1234" }).waitFor();
  await page.getByRole("region", { name: "Selected step" }).getByRole("heading", { name: "count 1234" }).waitFor();
  expect(faults).toEqual([]);
});
