import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, openPage } from "./chromium.ts";
import { serveElements, type ElementsServer } from "./elements-server.ts";
import { ownApproval } from "./screens/desk/approvals.ts";
import { deskTime, minute } from "./screens/desk/desk-time.ts";
import { refundDesk } from "./screens/desk/refund-desk.ts";

let browser: Browser;
let server: ElementsServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), serveElements({ api: refundDesk() })]);
});

afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

const countdownOf = (page: Page): Locator => page.locator("scoria-countdown").first();

/** The page of an approval, with its clock standing still at 14 minutes before the approval expires. */
async function openApproval(): Promise<Page> {
  // The clock goes until then, for as long as the page takes to be loaded.
  const page = await openAt(`/approvals/${ownApproval.approvalId}`, deskTime.getTime() - 5 * minute);
  await countdownOf(page)
    .getByText(/^1\d min/)
    .waitFor();
  await moveTo(page, 14 * minute);
  return page;
}

async function openAt(path: string, time: number = deskTime.getTime()): Promise<Page> {
  const { page } = await openPage(browser, "about:blank");
  await page.clock.install({ time });
  await page.goto(`${server.url}/scoria${path}`);
  return page;
}

/** Moves the clock on to so long before the approval expires, and a tick of the countdown beyond. */
async function moveTo(page: Page, leftMs: number): Promise<void> {
  await page.clock.pauseAt(Date.parse(ownApproval.expiresAt ?? "") - leftMs);
  await page.clock.runFor(1_000);
}

test("a screen reader is told at ten, five and one minute and at the end how long is left, and nothing between", async () => {
  const page = await openApproval();
  const said = countdownOf(page).getByRole("status");
  const heard: (string | null)[] = [];
  for (const minutes of [13, 11, 10, 8, 5, 3, 1, 0.5, 0]) {
    await moveTo(page, minutes * minute);
    heard.push(await said.textContent());
  }
  const [ten, five, one, over] = ["10 min left", "5 min left", "1 min left", "Time is over"];
  expect(heard).toEqual(["", "", ten, ten, five, five, one, one, over]);
});

test("what was said is not said again while the time that is left is shown each second", async () => {
  const page = await openApproval();
  await moveTo(page, 10 * minute);
  await countdownOf(page).evaluate((element) => {
    const told = { times: 0 };
    const status = element.shadowRoot?.querySelector("[role=status]");
    if (status) new MutationObserver(() => (told.times += 1)).observe(status, { characterData: true, subtree: true });
    Object.assign(window, { told });
  });
  await page.clock.runFor(20_000);
  await countdownOf(page).getByText("9 min 39 s left").waitFor();
  expect(await page.evaluate(() => (window as unknown as { told: object }).told)).toEqual({ times: 0 });
});

test("rows of a list count down in silence", async () => {
  const page = await openAt("/approvals");
  await countdownOf(page).getByText(/left$/).waitFor();
  await page.clock.runFor(5 * minute);
  await countdownOf(page).getByText("Time is over").waitFor();
  expect(await countdownOf(page).getByRole("status").count()).toBe(0);
});
