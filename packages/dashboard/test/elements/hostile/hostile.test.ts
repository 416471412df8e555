import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countOf, printFigure, timeLimit } from "../../proof.ts";
import { launchChromium } from "../chromium.ts";
import { serveHostileDesk, type HostileDesk } from "./hostile-desk.ts";
import { payloads } from "./payloads.ts";
import { surveyViews } from "./survey.ts";
import { viewsOf } from "./views.ts";
import { noHarm, watchPage } from "./watch-page.ts";

let browser: Browser;
let desk: HostileDesk;

beforeAll(async () => {
  [browser, desk] = await Promise.all([launchChromium(), serveHostileDesk()]);
}, 180_000);

afterAll(async () => {
  await browser.close();
  await desk[Symbol.asyncDispose]();
});

/** Beside its run, a payload stands in approvals and in a filter, which show all texts in the same way. */
const payloadsSeenTwice = countOf({ usual: 41, full: 241 });

test(
  "no text of a tenant becomes anything but text, in any view, and each can be read",
  async () => {
    const views = viewsOf(desk.runs, desk.delegated, payloadsSeenTwice);
    const { page, harm, faults } = await watchPage(browser, desk.url);
    await page.getByRole("heading", { level: 1 }).waitFor();
    const found = await page.evaluate(surveyViews, { base: "/scoria", views });
    printFigure({
      proof: "hostile-views",
      payloads: payloads.length,
      views: views.length,
      faults: found.length,
      ...harm,
    });
    expect(found).toEqual([]);
    expect(harm).toEqual(noHarm());
    expect(faults).toEqual([]);
  },
  timeLimit(480_000),
);
