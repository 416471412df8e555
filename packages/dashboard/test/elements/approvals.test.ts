import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { operatorOf } from "../open-dashboard.ts";
import { accessFaultsOf } from "./access-faults.ts";
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

interface Asked {
  readonly tool: string;
  readonly arguments: unknown;
  readonly reason?: string;
  readonly expiresInMs?: number;
}

/** Has a run of ana's ask for something, in the tenant of the operators or another. */
function ask(asked: Asked, tenantId = "acme"): Promise<{ readonly runId: string; readonly approvalId: string }> {
  const ana = desk.scoria.identity({ actorId: "ana@acme.example", tenantId, sessionId: "chat-1" });
  return desk.scoria.startWaitingRun(ana, { initialStep: { kind: "ask" }, input: asked });
}

function decide(approvalId: string, decision: "approved" | "rejected", reason: string): Promise<unknown> {
  const bo = desk.scoria.identity({ actorId: "bo@desk.example", tenantId: "acme" });
  return desk.scoria.decideApproval(bo, approvalId, { decision, reason });
}

function open(path: string, who = rita, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  return openPage(browser, `${desk.url}${path}`, { ...options, extraHTTPHeaders: desk.headersOf(who) });
}

const minute = 60_000;

test("an inbox with nothing in it says what would be there", async () => {
  const { page } = await open("/approvals", { ...rita, tenants: ["initech"] });
  await page.getByRole("heading", { name: "Nothing to decide" }).waitFor();
  await page.getByText("ctx.requestApproval").waitFor();
  expect(await accessFaultsOf(page)).toEqual([]);
});

test("what waits is listed by its deadline, and says what would be done, who asks, why and until when", async () => {
  await ask({ tool: "inbox late", arguments: { cents: 1 }, reason: "no hurry", expiresInMs: 90 * minute });
  await ask({
    tool: "inbox soon",
    arguments: { cents: 2_500, to: "ben" },
    reason: "he waits",
    expiresInMs: 30 * minute,
  });
  await ask({ tool: "inbox ever", arguments: {} });
  const { page, faults } = await open("/approvals");
  const rows = page.getByRole("row").filter({ hasText: "inbox" });
  await rows.nth(2).waitFor();
  expect(await rows.getByRole("link").allInnerTexts()).toEqual([
    "inbox soon\nhe waits",
    "inbox late\nno hurry",
    "inbox ever\nNo reason was given",
  ]);
  const soon = rows.first();
  await soon.getByRole("cell", { name: 'cents: 2500 to: "ben"', exact: true }).waitFor();
  await soon.getByRole("cell", { name: "ana@acme.example" }).waitFor();
  await soon.getByText(/^29 min \d+ s left$/).waitFor();
  await rows.nth(2).getByText("Does not expire").waitFor();
  await page.getByText("Nearest deadline first").waitFor();
  expect(await accessFaultsOf(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test("j and Enter open a request, whose address can be given on", async () => {
  const { approvalId } = await ask({ tool: "keys", arguments: { a: 1 }, expiresInMs: 2 * minute });
  const { page } = await open("/approvals?tool=keys");
  await page.getByRole("link", { name: "keys" }).waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.url()).toBe(`${desk.url}/approvals/${approvalId}`);
  await page.getByRole("heading", { name: "keys", level: 1 }).waitFor();
});

test("a request that comes while the list is open appears in it", async () => {
  const { page } = await open("/approvals?tool=arrives");
  await page.getByRole("heading", { name: "Nothing matches" }).waitFor();
  await ask({ tool: "arrives", arguments: {} });
  await page.getByRole("link", { name: "arrives" }).waitFor();
});

test("what was decided is listed with its outcome, who decided, when and why, and can be narrowed", async () => {
  const yes = await ask({ tool: "decided", arguments: { n: 1 } });
  const no = await ask({ tool: "decided", arguments: { n: 2 } });
  await decide(yes.approvalId, "approved", "in the budget");
  await decide(no.approvalId, "rejected", "far too much");
  const { page } = await open("/approvals?tool=decided");
  await page.getByRole("heading", { name: "Nothing matches" }).waitFor();
  await page.getByRole("link", { name: "Decided", exact: true }).click();
  const rejected = page.getByRole("row").filter({ hasText: "Rejected" });
  await rejected.getByText("far too much").waitFor();
  await rejected.getByText("bo@desk.example", { exact: true }).waitFor();
  expect(await accessFaultsOf(page)).toEqual([]);
  await page.getByRole("combobox", { name: "Outcome" }).selectOption("Approved");
  await rejected.waitFor({ state: "detached" });
  await page.getByText("in the budget").waitFor();
  expect(new URL(page.url()).search).toBe("?show=decided&tool=decided&status=approved");
  await page.getByRole("button", { name: "Clear" }).click();
  await rejected.waitFor();
  expect(new URL(page.url()).search).toBe("?show=decided");
});

test("who may not decide is told so in the list, and on the page finds the reason instead of buttons", async () => {
  const { approvalId } = await ask({ tool: "look only", arguments: {} });
  const { page } = await open("/approvals", operatorOf({ actorId: "guest", can: ["read"] }));
  await page.getByText('You may look at these, but not decide: that needs the permission "decide".').waitFor();
  await page.goto(`${desk.url}/approvals/${approvalId}`);
  await page.getByText('You may look, but not decide: that needs the permission "decide".').waitFor();
  expect(await page.getByRole("button", { name: "Approve" }).count()).toBe(0);
  await page.keyboard.type("va");
  expect(await page.getByRole("dialog").count()).toBe(0);
});

test("the request of another tenant is not there, as one that never was", async () => {
  const { approvalId } = await ask({ tool: "foreign", arguments: {} }, "globex");
  const { page } = await open(`/approvals/${approvalId}`);
  await page.getByRole("heading", { name: "There is no such thing" }).waitFor();
  await page.goto(`${desk.url}/approvals`);
  await page.getByRole("table").waitFor();
  expect(await page.getByText("foreign").count()).toBe(0);
});

test("a list that cannot be read says why and can be tried again, and one that was read says how old it is", async () => {
  await ask({ tool: "away", arguments: {} });
  const { page } = await openPage(browser, "about:blank", { extraHTTPHeaders: desk.headersOf(rita) });
  const refusal = { error: { code: "DATABASE_UNAVAILABLE", message: "The database is away." } };
  const beAway = (): Promise<unknown> =>
    page.route("**/api/approvals?*", (route) => route.fulfill({ status: 503, json: refusal }));
  await beAway();
  await page.goto(`${desk.url}/approvals?tool=away`);
  await page.getByRole("alert").getByText("The database is away.").waitFor();
  expect(await accessFaultsOf(page)).toEqual([]);
  await page.unroute("**/api/approvals?*");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("link", { name: "away" }).waitFor();
  await beAway();
  await page.keyboard.press("r");
  await page.getByRole("status").getByText("Stale, as of").waitFor();
  expect(await page.getByRole("link", { name: "away" }).isVisible()).toBe(true);
});

test("the list can be read and used at a width of 360 pixels", async () => {
  await ask({ tool: "narrow", arguments: { orderId: "A-77" }, reason: "small", expiresInMs: 20 * minute });
  const { page } = await open("/approvals?tool=narrow", rita, { viewport: { width: 360, height: 740 } });
  await page.getByText('orderId: "A-77"').first().waitFor();
  expect(await accessFaultsOf(page)).toEqual([]);
});
