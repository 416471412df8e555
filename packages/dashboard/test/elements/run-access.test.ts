import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accessFaultsOf } from "./access-faults.ts";
import { launchChromium, openPage } from "./chromium.ts";
import { serveRunDesk, type RunDesk, type ShownRuns } from "./run-desk.ts";

let browser: Browser;
let desk: RunDesk;

beforeAll(async () => {
  [browser, desk] = await Promise.all([launchChromium(), serveRunDesk({ longSteps: 200 })]);
});

afterAll(async () => {
  await browser.close();
  await desk[Symbol.asyncDispose]();
});

const states: readonly (keyof ShownRuns)[] = ["asks", "failed", "delegates", "diverged", "removed", "long"];

for (const state of states) {
  test(`the page of the run "${state}" has no fault of WCAG 2.2 AA in either theme`, async () => {
    const { page, faults } = await openPage(browser, `${desk.url}/workflows/${desk.runs[state]}?entry=2`);
    const journal = page.getByRole("region", { name: "Journal" });
    await journal.getByRole("row", { name: "run.started" }).waitFor();
    await page.getByText("Delegated evidence").waitFor();
    await journal.getByRole("button", { name: "Verify" }).click();
    await journal.getByText("Verified", { exact: true }).waitFor();
    expect(await accessFaultsOf(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
}

for (const state of ["asks", "failed", "delegates"] as const) {
  test(`nor has "${state}" in a window of 320 px, and it fits`, async () => {
    const viewport = { width: 320, height: 640 };
    const { page } = await openPage(browser, `${desk.url}/workflows/${desk.runs[state]}?entry=2`, { viewport });
    await page.getByText("Delegated evidence").waitFor();
    expect(await accessFaultsOf(page)).toEqual([]);
  });
}

test("evidence that does not hold is as readable as what does", async () => {
  const { page } = await openPage(browser, `${desk.url}/workflows/${desk.runs.delegates}`);
  // With a head to check against once the journal is there, without one before.
  await page.route(/\/verify(\?|$)/, (route) =>
    route.fulfill({ json: { ok: false, seq: 5, field: "payload", reason: "Its hash is another." } }),
  );
  await page.getByRole("button", { name: "Verify" }).click();
  await page.getByRole("alert").getByRole("heading").waitFor();
  expect(await accessFaultsOf(page)).toEqual([]);
});
