import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { operatorOf } from "../open-dashboard.ts";
import { accessFaultsOf } from "./access-faults.ts";
import { launchChromium, openPage, type WatchedPage } from "./chromium.ts";
import { focusOf } from "./focus-of.ts";
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

const ana = { actorId: "ana@acme.example", tenantId: "acme", sessionId: "chat-1" };

interface Asked {
  readonly tool: string;
  readonly arguments: unknown;
  readonly reason?: string;
  readonly expiresInMs?: number;
}

interface Asking {
  readonly runId: string;
  readonly approvalId: string;
}

function ask(asked: Asked): Promise<Asking> {
  return desk.scoria.startWaitingRun(desk.scoria.identity(ana), { initialStep: { kind: "ask" }, input: asked });
}

async function decide({ approvalId }: Asking, decision: "approved" | "rejected"): Promise<void> {
  const bo = desk.scoria.identity({ actorId: "bo@desk.example", tenantId: "acme" });
  await desk.scoria.decideApproval(bo, approvalId, { decision, reason: "seen" });
}

async function open({ approvalId }: Asking, who = rita, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const path = `${desk.url}/approvals/${approvalId}`;
  const watched = await openPage(browser, path, { ...options, extraHTTPHeaders: desk.headersOf(who) });
  await watched.page.getByRole("heading", { name: "The run" }).waitFor();
  return watched;
}

test("the page around hears of a decision once it is recorded, and not before", async () => {
  const asking = await ask({ tool: "told", arguments: {} });
  const { page } = await open(asking);
  await page.evaluate(() => {
    document.addEventListener("scoria-decision", (event) => {
      document.title = JSON.stringify((event as CustomEvent<unknown>).detail);
    });
  });
  await page.keyboard.type("va");
  await page.getByRole("dialog").waitFor();
  expect(await page.title()).not.toContain(asking.approvalId);
  await page.keyboard.press("ControlOrMeta+Enter");
  await page.getByText("Approved by you").waitFor();
  await expect.poll(() => page.title()).toContain(asking.approvalId);
  expect(JSON.parse(await page.title())).toEqual({ ...asking, decision: "approved" });
});

test("whoever decides by keyboard goes on where the decision stands", async () => {
  const { page } = await open(await ask({ tool: "by keys", arguments: {} }));
  await page.getByRole("button", { name: "Approve…" }).press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("ControlOrMeta+Enter");
  await page.getByText("Approved by you").waitFor();
  expect(await focusOf(page)).toMatchObject({ section: "Approved" });
});

test("what differs from the last approved is shown value by value, and what does not is folded", async () => {
  const order = { cents: 900, rate: 1.5, to: { name: "ben", city: "Ulm" }, lines: ["a", "b"], flag: true };
  await decide(await ask({ tool: "pay out", arguments: order }), "approved");
  const now = { cents: 90_000, rate: 1.5, to: { name: "ben" }, lines: ["a", "b", "c"], flag: null };
  const { page } = await open(await ask({ tool: "pay out", arguments: now }));
  const list = page.getByRole("list", { name: "Differences" });
  await list.waitFor();
  expect((await list.getByRole("listitem").allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim())).toEqual([
    "± changed: $.cents before: 900 now: 90000",
    "± changed: $.flag before: true now: null",
    '+ added: $.lines[2] now: "c"',
    '− removed: $.to.city before: "Ulm"',
  ]);
  await page.getByText("4 of 8 values differ").waitFor();
  await page.getByText("4 values are unchanged").click();
  await page.getByText("$.to.name").waitFor();
  expect(await accessFaultsOf(page)).toEqual([]);
});

test("what is redacted is said to be unseen, and never called the same", async () => {
  const secret = (end: string): object => ({ note: `key sk-proj-abcdefghijklmnopqrstuvwxyz0123${end}`, n: 1 });
  await decide(await ask({ tool: "hide", arguments: secret("45") }), "approved");
  const { page } = await open(await ask({ tool: "hide", arguments: secret("67") }));
  await page.getByText("Parts are redacted here, so you cannot see all of what will be done.").waitFor();
  await page.getByText("redacted: cannot be compared").waitFor();
  expect(await page.content()).not.toContain("sk-proj-");
  expect(await page.getByText("redacted: openai-key").count()).toBeGreaterThan(0);
});

test("text that hides or turns around is spelled out, in the title of the question too", async () => {
  const asking = await ask({ tool: "pay\u202Eyap", arguments: { note: "<img src=x onerror=alert(1)> b\u200Bo" } });
  const { page, faults } = await open(asking);
  await page.getByRole("heading", { name: /pay ?U\+202E ?yap/, level: 1 }).waitFor();
  await page.getByText("<img src=x onerror=alert(1)>").waitFor();
  expect(await page.locator("img").count()).toBe(0);
  await page.keyboard.type("va");
  await page.getByRole("dialog", { name: /Approve pay ?U\+202E ?yap\?/ }).waitFor();
  expect(faults).toEqual([]);
});

test("a decision about something else than was shown is not recorded, and what has changed is shown", async () => {
  const asking = await ask({ tool: "drift", arguments: { cents: 2 } });
  const { page } = await openPage(browser, "about:blank", { extraHTTPHeaders: desk.headersOf(rita) });
  let isFirst = true;
  // What a proxy or an old tab may show: the first answer is of another hash than the database has.
  await page.route(`**/api/approvals/${asking.approvalId}`, async (route) => {
    const answer = await (await route.fetch()).json();
    if (isFirst) Object.assign(answer.approval, { argumentsHash: "0".repeat(64), arguments: { cents: 1 } });
    await route.fulfill({ json: answer });
  });
  await page.goto(`${desk.url}/approvals/${asking.approvalId}`);
  await page.getByRole("treeitem", { name: "cents: 1" }).waitFor();
  await page.keyboard.type("va");
  isFirst = false;
  await page.getByRole("dialog").getByRole("button", { name: "Approve", exact: true }).click();
  const alert = page.getByRole("alert");
  await alert.getByText("What would be done is not what you were shown").waitFor();
  await alert.getByText("$.cents").waitFor();
  await page.getByRole("treeitem", { name: "cents: 2" }).waitFor();
  await page.getByRole("button", { name: "Approve…" }).waitFor();
});

test("nobody is offered to decide what a run of their own asked for", async () => {
  const { page } = await open(await ask({ tool: "mine", arguments: {} }), operatorOf({ actorId: "ana@acme.example" }));
  await page.getByText("A run of yours asked for this, so another person has to decide.").waitFor();
  expect(await page.getByRole("button", { name: "Approve" }).count()).toBe(0);
});

test("a request whose time is over says so by itself", async () => {
  const asking = await ask({ tool: "brief", arguments: {}, expiresInMs: 60_000 });
  const { page } = await open(asking);
  await page.getByText(/^\d+ s left$/).waitFor();
  await desk.scoria.advance(61_000);
  await page.getByText("Expired: nobody decided in time").waitFor();
  await page.getByRole("button", { name: "Approve" }).waitFor({ state: "detached" });
});

test("after a decision the next pending request is one link or one key away", async () => {
  const first = await ask({ tool: "next", arguments: { n: 1 }, expiresInMs: 30_000 });
  const second = await ask({ tool: "next", arguments: { n: 2 }, expiresInMs: 40_000 });
  await decide(first, "approved");
  const { page } = await open(first);
  await page.getByRole("link", { name: "The next pending one: next" }).waitFor();
  await page.keyboard.press("n");
  await expect.poll(() => page.url()).toBe(`${desk.url}/approvals/${second.approvalId}`);
  await page.getByRole("treeitem", { name: "n: 2" }).waitFor();
});

test("a question goes with the page that it was asked on", async () => {
  const [first, second] = [
    await ask({ tool: "one", arguments: { n: 1 } }),
    await ask({ tool: "two", arguments: { n: 2 } }),
  ];
  const { page } = await open(first);
  await page.evaluate((path) => {
    history.pushState(null, "", path);
    dispatchEvent(new PopStateEvent("popstate"));
  }, `${desk.url}/approvals/${second.approvalId}`);
  await page.getByRole("treeitem", { name: "n: 2" }).waitFor();
  await page.getByRole("button", { name: "Approve…" }).click();
  await page.getByRole("dialog", { name: "Approve two?" }).waitFor();
  await page.goBack();
  await page.getByRole("treeitem", { name: "n: 1" }).waitFor();
  expect(await page.getByRole("dialog").count()).toBe(0);
  await page.keyboard.press("Control+Enter");
  const { approvals } = await desk.scoria.listApprovals(desk.scoria.identity(ana), { runId: second.runId });
  expect(approvals).toMatchObject([{ status: "pending" }]);
});

test("whoever goes on while a decision is recorded can decide the next one, and is told there nothing of the first", async () => {
  const [first, second] = [
    await ask({ tool: "slow", arguments: { n: 1 } }),
    await ask({ tool: "quick", arguments: { n: 2 } }),
  ];
  const { page } = await open(first);
  const answer = Promise.withResolvers<void>();
  await page.route(`**/api/approvals/${first.approvalId}/decide`, async (route) => {
    await answer.promise;
    await route.fulfill({ status: 409, json: { error: { code: "DECISION_OUTDATED", message: "It is another now." } } });
  });
  await page.getByRole("button", { name: "Approve…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Approve", exact: true }).click();
  await page.getByText("Your decision is being recorded…").waitFor();
  await page.evaluate((path) => {
    history.pushState(null, "", path);
    dispatchEvent(new PopStateEvent("popstate"));
  }, `${desk.url}/approvals/${second.approvalId}`);
  await page.getByRole("treeitem", { name: "n: 2" }).waitFor();
  await page.getByRole("button", { name: "Reject…" }).waitFor();
  expect(await page.getByText("Your decision is being recorded…").count()).toBe(0);
  const refused = page.waitForResponse((response) => response.status() === 409);
  const readAgain = page.waitForResponse(`**/api/approvals/${second.approvalId}`);
  answer.resolve();
  await refused;
  await readAgain;
  await page.getByRole("button", { name: "Reject…" }).waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
});

test("what has changed since it was shown is dismissed by keyboard, and one goes on with what stands below", async () => {
  const asking = await ask({ tool: "stale", arguments: { cents: 2 } });
  const { page } = await open(asking);
  await page.route(`**/api/approvals/${asking.approvalId}/decide`, (route) =>
    route.fulfill({ status: 409, json: { error: { code: "DECISION_OUTDATED", message: "It is another now." } } }),
  );
  await page.keyboard.type("va");
  await page.getByRole("dialog").getByRole("button", { name: "Approve", exact: true }).click();
  await page.getByRole("button", { name: "I have seen it" }).press("Enter");
  await page.getByRole("alert").waitFor({ state: "detached" });
  expect(await focusOf(page)).toMatchObject({ text: "Approve…" });
});

test("the page can be read and decided on at a width of 360 pixels", async () => {
  const asking = await ask({ tool: "small", arguments: { iban: "DE00".repeat(20) }, expiresInMs: 20 * 60_000 });
  const { page } = await open(asking, rita, { viewport: { width: 360, height: 740 } });
  await page.getByRole("button", { name: "Reject…" }).click();
  await page.getByRole("dialog", { name: "Reject small?" }).waitFor();
  expect(await accessFaultsOf(page)).toEqual([]);
});
