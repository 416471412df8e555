import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { ScheduleView } from "../../src/wire/index.ts";
import { accessFaultsOf } from "./access-faults.ts";
import { launchChromium, openPage } from "./chromium.ts";
import { rita, serveDecisionDesk } from "./decision-desk.ts";
import { serveElements } from "./elements-server.ts";
import { ago, operator, runIdOf, scriptedDesk } from "./scripted-desk.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

// A page that is left open goes on asking.
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

afterAll(() => browser.close());

function cardOf(page: Page, name: string): ReturnType<Page["getByRole"]> {
  return page.getByRole("article", { name });
}

test("a schedule is read aloud, and says its next five times in its own zone", async () => {
  await using desk = await serveDecisionDesk();
  await desk.scoria.schedules.set(
    desk.scoria.identity({ actorId: "ana@acme.example", tenantId: "acme" }),
    "nightly report",
    {
      kind: "report",
      cron: "30 2 * * mon-fri",
      timeZone: "Europe/Berlin",
    },
  );
  const { page, faults } = await openPage(browser, `${desk.url}/schedules`, { extraHTTPHeaders: desk.headersOf(rita) });
  const card = cardOf(page, "nightly report");
  await card.getByText("At 02:30, Monday through Friday").waitFor();
  await card.getByText("30 2 * * mon-fri").waitFor();
  await card.getByText("It has not fired yet").waitFor();
  await card.getByText("Details").click();
  const times = card.getByRole("listitem");
  const shown = (await times.allInnerTexts()).map((text) => text.trim().slice(0, 20));
  expect(shown).toHaveLength(5);
  for (const time of shown) expect(time).toMatch(/^(Mon|Tue|Wed|Thu|Fri) \d{4}-\d\d-\d\d 02:30$/);
  expect(faults).toEqual([]);
});

function aSchedule(name: string, more: Partial<ScheduleView> = {}): ScheduleView {
  return {
    tenantId: "acme",
    name,
    actorId: "ana@acme.example",
    sessionId: null,
    kind: "report",
    rootRole: "executor",
    metadata: {},
    cron: "0 6 * * *",
    timeZone: "UTC",
    missed: "latest",
    paused: false,
    pausedBy: null,
    pausedAt: null,
    nextTimes: [ago(-3_700_000)],
    lastFire: null,
    createdAt: ago(1e9),
    updatedAt: ago(1e8),
    redacted: false,
    ...more,
  };
}

const fired = aSchedule("fired", {
  lastFire: { dueAt: ago(600_000), firedAt: ago(480_000), runId: runIdOf(7) },
  input: { orderId: "A-1", note: "a\u202Eb" },
  metadata: { team: "mail" },
  sessionId: "nightly",
});
const shown: readonly ScheduleView[] = [
  fired,
  aSchedule("either", { cron: "0 0 1 * mon" }),
  aSchedule("due", { nextTimes: [ago(120_000), ago(-3_600_000)] }),
  aSchedule("paused", { paused: true, pausedBy: "ops", pausedAt: ago(60_000), nextTimes: [] }),
];

test("the last fire leads to its run and says how late it was, and the input is shown with nothing hidden in it", async () => {
  const api = scriptedDesk().on("listSchedules", () => ({ schedules: shown, nextCursor: null }));
  await using server = await serveElements({ api });
  const { page } = await openPage(browser, `${server.url}/scoria/schedules`);
  const card = cardOf(page, "fired");
  await card.getByText("2 min late").waitFor();
  expect(await card.getByRole("link", { name: /^Run / }).getAttribute("href")).toBe(`/scoria/workflows/${runIdOf(7)}`);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await card.getByRole("tree", { name: "input of fired" }).getByText("U+202E").waitFor();
  await card.getByText("latest: the last of those that were missed is started").waitFor();
});

test("what cannot be read aloud for sure is shown as it is written, and a schedule past its time says so", async () => {
  const api = scriptedDesk().on("listSchedules", () => ({ schedules: shown, nextCursor: null }));
  await using server = await serveElements({ api });
  const { page } = await openPage(browser, `${server.url}/scoria/schedules`);
  await cardOf(page, "fired").getByText("At 06:00").waitFor();
  expect(await cardOf(page, "either").locator(".main").first().innerText()).toBe("0 0 1 * mon");
  await cardOf(page, "due").getByText("Due", { exact: true }).waitFor();
  expect(await page.locator(".summary").innerText()).toMatch(/Next to fire\s+due/);
});

test("who may only look finds no buttons and why, and who has none learns how to set one", async () => {
  const api = scriptedDesk()
    .on("getOperator", () => ({ ...operator, can: ["read"] }))
    .on("listSchedules", () => ({ schedules: shown, nextCursor: null }));
  await using server = await serveElements({ api });
  const { page } = await openPage(browser, `${server.url}/scoria/schedules`);
  await page.getByText("You may look at schedules, and not change them.").waitFor();
  expect(await page.getByRole("article").getByRole("button").count()).toBe(0);
  api.on("listSchedules", () => ({ schedules: [], nextCursor: null }));
  await page.reload();
  await page.getByText("await scoria.schedules.set(").waitFor();
});

test("schedules have no fault of WCAG 2.2 AA, light and dark", async () => {
  const api = scriptedDesk().on("listSchedules", () => ({ schedules: shown, nextCursor: null }));
  await using server = await serveElements({ api });
  const { page, faults } = await openPage(browser, `${server.url}/scoria/schedules`);
  await cardOf(page, "fired").getByText("Details").click();
  await page.getByRole("tree").first().waitFor();
  expect(await accessFaultsOf(page)).toEqual([]);
  await page.setViewportSize({ width: 320, height: 700 });
  expect(await accessFaultsOf(page)).toEqual([]);
  await page.getByRole("button", { name: "Remove fired" }).click();
  await page.getByRole("dialog").waitFor();
  expect(await accessFaultsOf(page)).toEqual([]);
  api.on("listSchedules", () => ({ schedules: [], nextCursor: null }));
  await page.reload();
  await page.getByRole("heading", { name: "There is no schedule yet" }).waitFor();
  expect(await accessFaultsOf(page)).toEqual([]);
  expect(faults).toEqual([]);
});
