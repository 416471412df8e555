import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, openPage } from "./chromium.ts";
import { serveShownDesk, type ServedDesk } from "./serve-shown-desk.ts";

let browser: Browser;
let desk: ServedDesk;

beforeAll(async () => {
  [browser, desk] = await Promise.all([launchChromium(), serveShownDesk()]);
});

afterAll(async () => {
  await browser.close();
  await desk[Symbol.asyncDispose]();
});

test("every page that the navigation leads to is served and drawn, under the policy that the handler sends", async () => {
  const { page, faults } = await openPage(browser, desk.url);
  const links = page.getByRole("navigation").getByRole("link");
  await links.first().waitFor();
  for (const name of await links.allInnerTexts()) {
    await links.getByText(name.trim(), { exact: true }).click();
    await page.getByRole("heading", { level: 1, name: name.trim() }).waitFor();
    // A form does not change by itself.
    if (name.trim() !== "Start a run") await page.getByRole("status").getByText("Live").waitFor();
    await page.reload();
    await page.getByRole("heading", { level: 1, name: name.trim() }).waitFor();
  }
  expect(await links.count()).toBe(8);
  expect(faults).toEqual([]);
});

test("home counts what waits for a decision and what is under way", async () => {
  const { page } = await openPage(browser, desk.url);
  await page.getByRole("region", { name: "Waits for you" }).getByRole("link", { name: "3 approvals" }).waitFor();
  const underWay = page.getByRole("region", { name: "Under way" });
  await underWay.getByRole("link", { name: "Running 1" }).waitFor();
  await underWay.getByRole("link", { name: "Waiting 5" }).click();
  await expect.poll(() => page.url()).toBe(`${desk.url}/workflows?status=waiting`);
  await expect.poll(() => page.getByRole("row").count()).toBe(6);
});
