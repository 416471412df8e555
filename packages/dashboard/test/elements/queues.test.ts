import type { OperatorScope, RunSummary } from "@scoria/core";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { QueueView } from "../../src/wire/index.ts";
import { accessFaultsOf } from "./access-faults.ts";
import { launchChromium, openPage } from "./chromium.ts";
import { serveElements } from "./elements-server.ts";
import { ScriptedRefusal } from "./scripted-api.ts";
import { ago, operator, scriptedDesk } from "./scripted-desk.ts";
import { serveShownDesk, type ServedDesk } from "./serve-shown-desk.ts";

let browser: Browser;
let desk: ServedDesk;
let ops: OperatorScope;

beforeAll(async () => {
  [browser, desk] = await Promise.all([launchChromium(), serveShownDesk()]);
  ops = desk.scoria.operator({ actorId: "ops", tenants: ["acme"] });
});

// A page that is left open goes on asking.
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

afterAll(async () => {
  await browser.close();
  await desk[Symbol.asyncDispose]();
});

/** Runs that stay queued, because their queue is paused. */
async function queueUp(queue: string, count: number): Promise<readonly RunSummary[]> {
  const ana = desk.scoria.identity({ actorId: "ana@acme.example", tenantId: "acme" });
  await desk.scoria.queues.pause(ops, queue, { reason: "the test holds it" });
  const start = (): Promise<RunSummary> => desk.scoria.startRun(ana, { initialStep: { kind: "report" }, queue });
  return Promise.all(Array.from({ length: count }, start));
}

async function statsOf(name: string): Promise<QueueView | undefined> {
  const stats = await desk.scoria.queues.stats(ops);
  return stats.find(({ queue }) => queue === name) as unknown as QueueView | undefined;
}

function cardOf(page: Page, queue: string): ReturnType<Page["getByRole"]> {
  return page.getByRole("article", { name: queue });
}

test("a paused queue comes first, and says who paused it, when and why; resumed there, its runs go on", async () => {
  await queueUp("letters", 2);
  const { page, faults } = await openPage(browser, `${desk.url}/queues`);
  const card = cardOf(page, "letters");
  await card.getByText("Paused by ops").waitFor();
  expect(await card.innerText()).toMatch(/Paused by ops .*: the test holds it/);
  const names = await page.getByRole("article").evaluateAll((all) => all.map((one) => one.ariaLabel ?? ""));
  expect(names.indexOf("letters")).toBeLessThan(names.indexOf("default"));
  await card.getByRole("button", { name: "Resume" }).click();
  await page.getByText("Nodes take runs of letters again.").first().waitFor();
  await card.getByRole("button", { name: "Pause" }).waitFor();
  await expect.poll(async () => (await statsOf("letters"))?.depth, { timeout: 10_000 }).toBe(0);
  expect(faults).toEqual([]);
});

test("a queue is paused with a reason, and stays as it is when the question is answered with no", async () => {
  const { page } = await openPage(browser, `${desk.url}/queues`);
  const card = cardOf(page, "default");
  await card.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Not now" }).click();
  expect((await statsOf("default"))?.paused).toBeNull();
  await card.getByRole("button", { name: "Pause" }).click();
  const dialog = page.getByRole("dialog", { name: "Pause default for all tenants?" });
  await dialog.getByRole("textbox").fill("the bank is down");
  await dialog.getByRole("button", { name: "Pause" }).click();
  await card.getByText("Paused by rita@desk.example").waitFor();
  expect(await statsOf("default")).toMatchObject({
    paused: { by: "rita@desk.example", reason: "the bank is down" },
  });
  await desk.scoria.queues.resume(ops, "default");
});

test("clearing asks for the name of the queue, cancels what is queued, and leads to the cancelled runs", async () => {
  const [first] = await queueUp("imports", 3);
  const { page, faults } = await openPage(browser, `${desk.url}/queues`);
  await cardOf(page, "imports").getByRole("button", { name: "Clear" }).click();
  const dialog = page.getByRole("dialog", { name: "Cancel 3 runs in imports?" });
  const confirm = dialog.getByRole("button", { name: "Cancel 3 runs" });
  await dialog.getByRole("textbox", { name: "To go on, type" }).fill("import");
  expect(await confirm.isDisabled()).toBe(true);
  await dialog.getByRole("textbox", { name: "To go on, type" }).fill("imports");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("sent twice");
  await confirm.click();
  const outcome = page.getByRole("region", { name: "What was done" });
  await outcome.getByText("3 runs of imports were cancelled.").waitFor();
  await outcome.getByRole("link", { name: "See them" }).click();
  await page.getByRole("row").nth(3).waitFor();
  expect(await page.getByRole("row").count()).toBe(4);
  expect(page.url()).toContain("/workflows?queue=imports&status=cancelled");
  expect(await desk.scoria.getRun(ops, first?.runId ?? "")).toMatchObject({ status: "cancelled" });
  expect(faults).toEqual([]);
});

test("draining leaves the runs waiting for an operator, and leads to them", async () => {
  const [first] = await queueUp("exports", 2);
  const { page } = await openPage(browser, `${desk.url}/queues`);
  await cardOf(page, "exports").getByRole("button", { name: "Drain" }).click();
  await page
    .getByRole("dialog", { name: "Take 2 runs out of exports?" })
    .getByRole("button", { name: "Drain" })
    .click();
  await page.getByText("2 runs of exports wait for an operator.").first().waitFor();
  await page.getByRole("link", { name: "See them" }).click();
  await page.getByRole("row").nth(2).waitFor();
  expect(await page.getByRole("row").count()).toBe(3);
  expect(await desk.scoria.getRun(ops, first?.runId ?? "")).toMatchObject({
    status: "waiting",
    waitingFor: { kind: "operator", code: "QUEUE_DRAINED" },
  });
});

test("only the limits that were typed are changed, for all tenants, and what is typed outlives a refresh", async () => {
  await desk.scoria.queues.configure(ops, "mail", { concurrency: 5, maxSize: 100 });
  const { page, faults } = await openPage(browser, `${desk.url}/queues`);
  const card = cardOf(page, "mail");
  await card.getByText("5 at once, 100 queued at most").click();
  const change = card.getByRole("button", { name: "Change for all tenants" });
  expect(await change.isDisabled()).toBe(true);
  await card.getByLabel("Running at once", { exact: true }).fill("8");
  await desk.scoria.queues.configure(ops, "mail", { maxSize: 70 });
  await page.getByRole("heading", { level: 1 }).focus();
  await page.keyboard.press("r");
  await card.getByText("5 at once, 70 queued at most").waitFor();
  expect(await card.getByLabel("Running at once", { exact: true }).inputValue()).toBe("8");
  await change.click();
  await card.getByText("8 at once, 70 queued at most").waitFor();
  await card.getByLabel("Running at once", { exact: true }).fill("");
  await change.click();
  await card.getByText("70 queued at most").waitFor();
  expect((await statsOf("mail"))?.limits).toMatchObject({ concurrency: null, maxSize: 70 });
  expect(faults).toEqual([]);
});

test("j goes from queue to queue, and Enter opens the runs of one", async () => {
  const { page } = await openPage(browser, `${desk.url}/queues`);
  await page.getByRole("article").first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  const first = (await page.getByRole("article").first().getAttribute("aria-label")) ?? "";
  await page.keyboard.press("Enter");
  await page.waitForURL(`${desk.url}/workflows?queue=${first}`);
});

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
