import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { launchChromium, openPage, type WatchedPage } from "./chromium.ts";
import { rita, serveDecisionDesk, type DecisionDesk } from "./decision-desk.ts";

let browser: Browser;
let desk: DecisionDesk;

beforeAll(async () => {
  [browser, desk] = await Promise.all([launchChromium(), serveDecisionDesk()]);
});

// A page that is left open goes on asking.
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

afterAll(async () => {
  await browser.close();
  await desk[Symbol.asyncDispose]();
});

function open(path: string, who = rita): Promise<WatchedPage> {
  return openPage(browser, `${desk.url}${path}`, { extraHTTPHeaders: desk.headersOf(who) });
}

test("a read is narrowed as the lane understands it", async () => {
  const { page } = await open("/lanes/stock");
  await page.getByRole("textbox", { name: "Query of levels" }).fill("article=plum");
  await page.getByRole("button", { name: "Read", exact: true }).click();
  await page.getByRole("treeitem", { name: "plum: 0" }).waitFor();
});

test("what is no JSON is not sent, and what the lane refuses is said in its place", async () => {
  const { page } = await open("/lanes/stock");
  const body = page.getByRole("textbox", { name: "What to send, as JSON" });
  await body.fill("{");
  await page.getByRole("button", { name: "add…" }).click();
  expect(await page.getByRole("dialog").count()).toBe(0);
  await body.fill('{"article": 1}');
  await page.getByRole("button", { name: "add…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "add", exact: true }).click();
  await page.getByRole("alert").getByText("Refused:").waitFor();
});

test("an operator sees of a lane what they may, and of a lane that is not there that it is not", async () => {
  const { page } = await open("/lanes/stock", { ...rita, can: ["read", "stock.read"] });
  await page.getByRole("treeitem", { name: "apple" }).waitFor();
  expect(await page.getByRole("button", { name: "add…" }).count()).toBe(0);
  await page.goto(`${desk.url}/lanes/nothing`);
  await page.getByText("There is no lane nothing here").waitFor();
});
