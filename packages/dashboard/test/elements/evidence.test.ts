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

async function openJournal(name: keyof ShownRuns, query = ""): Promise<WatchedPage> {
  const watched = await openPage(browser, `${desk.url}/workflows/${desk.runs[name]}${query}`);
  await watched.page.getByRole("grid").getByRole("row", { name: "run.started" }).waitFor();
  return watched;
}

const journal = (page: Page) => page.getByRole("region", { name: "Journal", exact: true });

test("every entry can be read, whatever its type, and the one that is shown stands in the address", async () => {
  const { page, faults } = await openJournal("delegates");
  await journal(page).getByText("7 entries").waitFor();
  await page.getByRole("row", { name: "handoff.delegated" }).click();
  const entry = page.getByRole("region", { name: "payload of entry 3" });
  await entry.getByRole("treeitem", { name: 'delegatedRole: "critic"' }).waitFor();
  expect(new URL(page.url()).searchParams.get("entry")).toBe("3");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "payload of entry 4" }).waitFor();
  await page.reload();
  await page.getByRole("region", { name: "payload of entry 4" }).waitFor();
  expect(faults).toEqual([]);
});

test("entries are narrowed to one type, and an entry of another is found from its step", async () => {
  const { page } = await openJournal("tried");
  await page.getByRole("combobox", { name: "Type" }).selectOption("step.failed_attempt");
  await journal(page).getByText("2 of 5 entries").waitFor();
  await page.getByRole("treegrid").getByRole("row", { name: "reach the carrier" }).click();
  await page.getByRole("button", { name: "step.completed" }).click();
  await page
    .getByRole("region", { name: /^payload of entry/ })
    .getByText("reached")
    .waitFor();
  await journal(page).getByText("5 entries").waitFor();
});

test("evidence that does not hold is said loudly, with where and why", async () => {
  const { page } = await openJournal("delegates");
  await page.route(/\/verify(\?|$)/, (route) =>
    route.fulfill({ json: { ok: false, seq: 5, field: "payload", reason: "Its hash is another." } }),
  );
  await page.getByRole("button", { name: "Verify" }).click();
  const alert = page.getByRole("alert");
  await alert.getByRole("heading", { name: "The evidence does not hold" }).waitFor();
  await alert.getByText("Entry 5, field payload: Its hash is another.").waitFor();
  expect(await journal(page).getByText("Verified").count()).toBe(0);
  await alert.getByRole("button", { name: "Show entry 5" }).click();
  await page.getByRole("region", { name: "payload of entry 5" }).waitFor();
});

test("an answer about another journal than the one that is shown is not called verified", async () => {
  const { page } = await openJournal("delegates");
  const head = { runId: desk.runs.delegates, seq: 7, hash: "0".repeat(64) };
  await page.route(/\/verify(\?|$)/, (route) =>
    route.fulfill({ json: { ok: true, entries: 7, redacted: 0, removed: 0, head } }),
  );
  await page.getByRole("button", { name: "Verify" }).click();
  await page.getByRole("alert").getByText("what this page shows has another hash").waitFor();
  expect(await journal(page).getByText("Verified", { exact: true }).count()).toBe(0);
});

test("a journal that cannot be read to its end says so, and is read on when asked", async () => {
  const page = await browser.newPage();
  let isDown = true;
  const refusal = { error: { code: "DATABASE_UNAVAILABLE", message: "The database is away." } };
  await page.route("**/entries?*", (route) =>
    isDown ? route.fulfill({ status: 503, json: refusal }) : route.continue(),
  );
  await page.goto(`${desk.url}/workflows/${desk.runs.delegates}`);
  await page.getByRole("alert").getByText("The database is away.").waitFor();
  isDown = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await journal(page).getByText("7 entries").waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
});

test("while a run cannot be followed, the page says since when it may be old", async () => {
  const page = await browser.newPage();
  let isDown = false;
  await page.route("**/stream?*", (route) => (isDown ? route.abort() : route.fulfill({ status: 502, body: "" })));
  await page.route("**/entries?after=4*", (route) => (isDown ? route.abort() : route.continue()));
  await page.goto(`${desk.url}/workflows/${desk.runs.asks}`);
  await page.getByRole("status").getByText("Live, every 2 s").waitFor();
  isDown = true;
  await page.getByRole("status").getByText("Reconnecting, as of").waitFor();
  isDown = false;
  await page.getByRole("status").getByText("Live, every 2 s").waitFor();
});

test("a host shows the journal of a run alone in a page of its own, and its address stays", async () => {
  const { page, faults } = await openPage(browser, `${desk.url}/workflows`);
  await page.getByRole("heading", { level: 1, name: "Runs" }).waitFor();
  await page.evaluate((runId) => {
    const part = document.createElement("scoria-evidence");
    part.setAttribute("run-id", runId);
    document.body.replaceChildren(part);
  }, desk.runs.delegates);
  await page.getByRole("row", { name: "handoff.delegated" }).click();
  await page.getByRole("region", { name: "payload of entry 3" }).waitFor();
  expect(page.url()).toBe(`${desk.url}/workflows`);
  const toRun = page.getByRole("link", { name: "To the run" });
  expect(await toRun.getAttribute("href")).toBe(`/scoria/workflows/${desk.runs.delegates}`);
  expect(faults).toEqual([]);
});
