import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "../chromium.ts";
import { serveHostileDesk, type HostileDesk } from "./hostile-desk.ts";
import { payloads } from "./payloads.ts";
import { surveyViews } from "./survey.ts";
import { viewsOf } from "./views.ts";
import { watchPage, type Harm } from "./watch-page.ts";

let browser: Browser;
let desk: HostileDesk;

beforeAll(async () => {
  [browser, desk] = await Promise.all([launchChromium(), serveHostileDesk()]);
}, 180_000);

afterAll(async () => {
  await browser.close();
  await desk[Symbol.asyncDispose]();
});

const unharmed: Harm = {
  hits: 0,
  dialogs: 0,
  refused: [],
  requests: [],
  navigations: [],
  windows: 0,
  clipboard: 0,
  frames: 0,
};

test("no text of a tenant becomes anything but text, in any view, and each can be read", async () => {
  const views = viewsOf(desk.runs, desk.delegated);
  const { page, harm, faults } = await watchPage(browser, desk.url);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const found = await page.evaluate(surveyViews, { base: "/scoria", views });
  console.log(JSON.stringify({ figure: "hostile payloads", value: payloads.length, views: views.length }));
  expect(found).toEqual([]);
  expect(harm).toEqual(unharmed);
  expect(faults).toEqual([]);
}, 240_000);

test("the watch sees a text that is about to become markup, which the policy refuses", async () => {
  const { page, harm } = await watchPage(browser, desk.url);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const writing = page.evaluate(() => void (document.body.innerHTML = "<img src=x onerror=__hit()>"));
  await expect(writing).rejects.toThrow("TrustedHTML");
  await expect.poll(() => harm.refused.length).toBeGreaterThan(0);
  expect(harm.hits).toBe(0);
  await page.context().close();
});
