import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { QueueView } from "../../src/wire/index.ts";
import { accessFaultsOf } from "./access-faults.ts";
import { launchChromium, openPage } from "./chromium.ts";
import { serveElements } from "./elements-server.ts";
import { ScriptedRefusal } from "./scripted-api.ts";
import { ago, operator, scriptedDesk } from "./scripted-desk.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

// A page that is left open goes on asking.
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

afterAll(() => browser.close());

function cardOf(page: Page, queue: string): ReturnType<Page["getByRole"]> {
  return page.getByRole("article", { name: queue });
}

function aQueue(more: Partial<QueueView>): QueueView {
  const flow = { added: 0, refused: 0, taken: 0 };
  return {
    queue: "default",
    depth: 0,
    aside: 0,
    running: 0,
    oldestSince: null,
    paused: null,
    limits: {
      maxSize: null,
      concurrency: null,
      tenantConcurrency: null,
      keyConcurrency: null,
      workloadWeights: {},
      tenantWeights: {},
    },
    lastFiveMinutes: flow,
    lastHour: flow,
    ...more,
  };
}

const limits = { ...aQueue({}).limits, concurrency: 2, maxSize: 10 };
const troubled = (): readonly QueueView[] => [
  aQueue({ queue: "calm", lastFiveMinutes: { added: 4, refused: 0, taken: 4 } }),
  aQueue({ queue: "stuck", depth: 7, oldestSince: ago(900_000) }),
  aQueue({
    queue: "full",
    depth: 10,
    aside: 3,
    oldestSince: ago(1_000),
    running: 2,
    limits,
    lastFiveMinutes: { added: 1, refused: 4, taken: 1 },
  }),
];

test("why a queue does not get on is said: nothing takes its runs, all places are taken, or it is full", async () => {
  await using server = await serveElements({ api: scriptedDesk().on("listQueues", () => ({ queues: troubled() })) });
  const { page } = await openPage(browser, `${server.url}/scoria/queues`);
  await cardOf(page, "stuck").getByText("Nothing is taken").waitFor();
  await cardOf(page, "stuck").getByText("Waits for long: 15 min ago").waitFor();
  await cardOf(page, "full").getByText("At its limit", { exact: true }).waitFor();
  await cardOf(page, "full").getByText("Refused 4 starts").waitFor();
  const full = await cardOf(page, "full").innerText();
  expect(full).toContain("2 of 2 places");
  expect(full).toContain("3 of them aside");
  expect(await cardOf(page, "full").getByRole("row").last().innerText()).toMatch(/^refused\s+4\s+0/);
  expect(await page.getByRole("article").last().getAttribute("aria-label")).toBe("calm");
  expect(await cardOf(page, "calm").getByRole("button", { name: "Clear" }).isDisabled()).toBe(true);
});

test("j goes from queue to queue, and Enter opens the runs of one", async () => {
  await using server = await serveElements({ api: scriptedDesk().on("listQueues", () => ({ queues: troubled() })) });
  const { page } = await openPage(browser, `${server.url}/scoria/queues`);
  await page.getByRole("article").first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  const first = (await page.getByRole("article").first().getAttribute("aria-label")) ?? "";
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.url}/scoria/workflows?queue=${first}`);
});

test("what the API refuses is said in its words, and who may only look finds no buttons and why", async () => {
  const api = scriptedDesk()
    .on("listQueues", () => ({ queues: troubled() }))
    .on("pauseQueue", () => new ScriptedRefusal(503, "DATABASE_UNAVAILABLE", "The database is away."));
  await using server = await serveElements({ api });
  const { page } = await openPage(browser, `${server.url}/scoria/queues`);
  await cardOf(page, "stuck").getByRole("button", { name: "Pause" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
  await page.getByText("The database is away.").first().waitFor();
  api.on("getOperator", () => ({ ...operator, can: ["read"] }));
  await page.reload();
  await page.getByText("You may look at queues, and not change them.").waitFor();
  expect(await page.getByRole("article").getByRole("button").count()).toBe(0);
});

test("queues have no fault of WCAG 2.2 AA, light and dark", async () => {
  const api = scriptedDesk().on("listQueues", () => ({
    queues: [
      ...troubled(),
      aQueue({ queue: "night", depth: 1, paused: { by: "ops", since: ago(9_000), reason: null } }),
    ],
  }));
  await using server = await serveElements({ api });
  const { page, faults } = await openPage(browser, `${server.url}/scoria/queues`);
  await cardOf(page, "night").locator("summary").click();
  expect(await accessFaultsOf(page)).toEqual([]);
  await page.setViewportSize({ width: 320, height: 700 });
  expect(await accessFaultsOf(page)).toEqual([]);
  await cardOf(page, "night").getByRole("button", { name: "Clear" }).click();
  await page.getByRole("dialog").waitFor();
  expect(await accessFaultsOf(page)).toEqual([]);
  api.on("listQueues", () => ({ queues: [] }));
  await page.reload();
  await page.getByRole("heading", { name: "No queue holds anything" }).waitFor();
  expect(await accessFaultsOf(page)).toEqual([]);
  expect(faults).toEqual([]);
});
