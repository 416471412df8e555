import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, openPage, type WatchedPage } from "./chromium.ts";
import { serveRunDesk, type RunDesk, type ShownRuns } from "./run-desk.ts";

let browser: Browser;
let desk: RunDesk;

beforeAll(async () => {
  [browser, desk] = await Promise.all([launchChromium(), serveRunDesk({ longSteps: 0 })]);
});

afterAll(async () => {
  await browser.close();
  await desk[Symbol.asyncDispose]();
});

async function openRun(name: keyof ShownRuns): Promise<WatchedPage> {
  const watched = await openPage(browser, `${desk.url}/workflows/${desk.runs[name]}`);
  await watched.page.getByRole("region", { name: "Selected step" }).waitFor();
  return watched;
}

const rowOf = (page: Page, name: string | RegExp) => page.getByRole("treegrid").getByRole("row", { name });

test("a run that waits for a signal shows how the app sends it, and goes on before the eyes of who looks", async () => {
  const { page } = await openRun("signal");
  const code = page.getByText(`await scoria.signalRun(identity, "${desk.runs.signal}", "moved", payload);`);
  await code.waitFor();
  await page.getByRole("status").getByText("Live").waitFor();
  await desk.scoria.signalRun(desk.ana, desk.runs.signal, "moved");
  await rowOf(page, "a new step").waitFor();
  await page.getByText("Completed").first().waitFor();
  await page.getByRole("status").getByText("Ended").waitFor();
  expect(await code.count()).toBe(0);
});

test("a run that was decided and left is resumed from here", async () => {
  const { page } = await openRun("leftDecided");
  await page.getByRole("heading", { name: "refund: approved, and the run was left to be resumed" }).waitFor();
  await page.getByRole("button", { name: "Resume" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
  await page.getByText("The run goes on.").first().waitFor();
  await desk.scoria.waitForRun(desk.ana, desk.runs.leftDecided, { until: "settled" });
  await page.getByRole("treeitem", { name: "refunded: true" }).waitFor();
});

test("a failed run is retried from here, and followed again", async () => {
  const { page } = await openRun("failed");
  desk.bankIsOpen = true;
  await page.getByRole("button", { name: "Retry", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Retry runs" }).click();
  await page.getByRole("treeitem", { name: "charged: true" }).waitFor();
  await expect.poll(() => page.getByRole("region", { name: "It failed" }).count()).toBe(0);
});

test("a cancellation asks for its reason, and shows it ever after", async () => {
  const { page } = await openRun("queued");
  await page.getByText("A node that has its handler takes it from the queue").waitFor();
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Cancel this run?" });
  await dialog.getByRole("textbox", { name: "Reason" }).fill("ordered twice");
  await dialog.getByRole("button", { name: "Cancel runs" }).click();
  await page.getByText("The run was cancelled.").first().waitFor();
  await page.getByRole("region", { name: "It was cancelled" }).getByText("ordered twice").waitFor();
  expect(await page.getByRole("button", { name: "Cancel", exact: true }).count()).toBe(0);
});
