import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { accessFaultsOf } from "./access-faults.ts";
import { launchChromium, openPage } from "./chromium.ts";
import { serveElements } from "./elements-server.ts";
import { ago, aRun, operator, scriptedDesk } from "./scripted-desk.ts";
import { serveShownDesk, type ServedDesk } from "./serve-shown-desk.ts";

let browser: Browser;
let desk: ServedDesk;

beforeAll(async () => {
  [browser, desk] = await Promise.all([launchChromium(), serveShownDesk()]);
});

// A page that is left open goes on asking.
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

afterAll(async () => {
  await browser.close();
  await desk[Symbol.asyncDispose]();
});

test("each session says how many runs it has and how the last one stands, and leads to its turns", async () => {
  const { page, faults } = await openPage(browser, `${desk.url}/sessions`);
  const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: "chat-81c0" }) });
  await row.waitFor();
  await row.getByRole("cell", { name: "Cancelled", exact: true }).waitFor();
  expect(await row.getByRole("cell").allInnerTexts()).toEqual(expect.arrayContaining(["13", "nap"]));
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Session" }).waitFor();
  expect(page.url()).toMatch(/\/sessions\/chat-(7f21|81c0)$/);
  await page.goBack();
  await row.waitFor();
  expect(faults).toEqual([]);
});

test("a session is opened by its id, and one that no run has is said to be absent", async () => {
  const { page } = await openPage(browser, `${desk.url}/sessions`);
  await page.getByRole("link", { name: "chat-81c0" }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("chat-81c0");
  await page.keyboard.press("Enter");
  await page.getByText("13 turns").waitFor();
  await page.goto(`${desk.url}/sessions/chat-0000`);
  await page.getByRole("heading", { name: "No run has this session id" }).waitFor();
});

test("the turns of a session stand in their order, the oldest first, and what is open stands beside them", async () => {
  const { page, faults } = await openPage(browser, `${desk.url}/sessions/chat-81c0`);
  const turns = page.getByRole("listitem").filter({ has: page.locator("time") });
  await turns.first().waitFor();
  expect((await turns.allInnerTexts()).map((text) => /answer|charge|payment|nap/.exec(text)?.[0])).toEqual([
    ...Array.from({ length: 7 }, () => "answer"),
    ...Array.from({ length: 3 }, () => "charge"),
    "payment",
    "nap",
    "nap",
  ]);
  await turns.filter({ hasText: "The bank answered 503" }).first().waitFor();
  const open = page.getByRole("region", { name: "Open now" });
  await open.getByText("Waits for the signal paid").waitFor();
  expect(await open.getByRole("link").allInnerTexts()).toEqual(["nap", "payment"]);
  await open.getByRole("link", { name: "payment" }).click();
  await page.waitForURL(/\/workflows\/[0-9a-f-]{36}$/);
  expect(faults).toEqual([]);
});

test("turns are narrowed by status in the address, and none that fits is told apart from no session", async () => {
  const { page } = await openPage(browser, `${desk.url}/sessions/chat-81c0`);
  await page.getByRole("navigation", { name: "By status" }).getByRole("link", { name: "Failed" }).click();
  await page.getByText("3 turns").waitFor();
  expect(page.url()).toContain("?status=failed");
  await page.getByRole("navigation", { name: "By status" }).getByRole("link", { name: "Halted" }).click();
  await page.getByRole("heading", { name: "Nothing matches" }).waitFor();
  await page.goBack();
  await page.getByText("3 turns").waitFor();
});

test("where one would look for resuming a session it says that there is none, and offers the next turn", async () => {
  const { page } = await openPage(browser, `${desk.url}/sessions/chat-81c0`);
  const next = page.getByRole("region", { name: "The next turn" });
  await next.getByText("A session cannot be resumed").waitFor();
  expect(await next.getByRole("link", { name: "Start a run in this session" }).getAttribute("href")).toContain(
    "/start?sessionId=chat-81c0",
  );
  expect(await page.getByRole("button", { name: "Resume" }).count()).toBe(0);
  await next.getByRole("link", { name: "Start a run in this session" }).click();
  const session = page.getByLabel("Session", { exact: true });
  await session.waitFor();
  expect(await session.inputValue()).toBe("chat-81c0");
});

test("who looks at several tenants sees of which each session is, and of which each turn", async () => {
  const tricky = "chat-\u202Eevil";
  const runs = [
    aRun(1, { tenantId: "globex", sessionId: tricky, createdAt: ago(60_000) }),
    aRun(2, { sessionId: tricky, createdAt: ago(4 * 60_000), finishedAt: ago(3 * 60_000) }),
  ];
  const [first = aRun(1), second = aRun(2)] = runs;
  const api = scriptedDesk(runs)
    .on("getOperator", () => ({ ...operator, tenants: ["acme", "globex"] }))
    .on("listSessions", ({ query }) =>
      query.get("cursor") === null
        ? {
            sessions: [
              {
                tenantId: "globex",
                sessionId: tricky,
                runs: 1_000,
                runsAreMore: true,
                lastRun: first,
                firstRunAt: ago(1e9),
              },
            ],
            nextCursor: "older",
          }
        : {
            sessions: [
              {
                tenantId: "acme",
                sessionId: tricky,
                runs: 1,
                runsAreMore: false,
                lastRun: second,
                firstRunAt: ago(240_000),
              },
            ],
            nextCursor: null,
          },
    );
  await using server = await serveElements({ api });
  const { page } = await openPage(browser, `${server.url}/scoria/sessions`);
  const rows = page.getByRole("row");
  await rows.nth(1).getByText("1,000+").waitFor();
  await page.getByRole("button", { name: "Show 200 more" }).click();
  await page.getByText("2 sessions, and that is all.").waitFor();
  expect(await rows.nth(2).innerText()).toContain("acme");
  expect(await rows.nth(2).innerText()).toContain("U+202E");
  await rows.nth(2).getByRole("link").click();
  await page.getByText("1 turn", { exact: true }).waitFor();
  await page.locator("scoria-id").first().getByText("U+202E").waitFor();
  await page.goto(page.url().replace(/\?.*/, ""));
  await page.getByText("2 min later").waitFor();
  await page.getByText("(globex)").waitFor();
});

test("sessions and their turns have no fault of WCAG 2.2 AA, light and dark", async () => {
  const { page, faults } = await openPage(browser, `${desk.url}/sessions`);
  await page.getByRole("link", { name: "chat-81c0" }).waitFor();
  expect(await accessFaultsOf(page)).toEqual([]);
  for (const path of ["chat-81c0", "chat-81c0?status=halted", "chat-0000"]) {
    await page.goto(`${desk.url}/sessions/${path}`);
    await page
      .getByText(/13 turns|Nothing matches|No run has this session id/)
      .first()
      .waitFor();
    expect(await accessFaultsOf(page)).toEqual([]);
  }
  await page.setViewportSize({ width: 320, height: 700 });
  await page.goto(`${desk.url}/sessions/chat-81c0`);
  await page.getByText("13 turns").waitFor();
  expect(await accessFaultsOf(page)).toEqual([]);
  expect(faults).toEqual([]);
});
