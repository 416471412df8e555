import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { launchChromium, openPage, type WatchedPage } from "./chromium.ts";
import { focusOf } from "./focus-of.ts";
import { everything, hostileText, serveRunDesk, type RunDesk, type ShownRuns } from "./run-desk.ts";

let browser: Browser;
let desk: RunDesk;

beforeAll(async () => {
  [browser, desk] = await Promise.all([launchChromium(), serveRunDesk({ longSteps: 0 })]);
});

beforeEach(() => {
  Object.assign(desk, { can: everything, bankIsOpen: false });
});

afterAll(async () => {
  await browser.close();
  await desk[Symbol.asyncDispose]();
});

async function openRun(name: keyof ShownRuns, query = ""): Promise<WatchedPage> {
  const watched = await openPage(browser, `${desk.url}/workflows/${desk.runs[name]}${query}`, {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await watched.page.getByRole("region", { name: "Selected step" }).waitFor();
  return watched;
}

const rowOf = (page: Page, name: string | RegExp) => page.getByRole("treegrid").getByRole("row", { name });
const selectedStep = (page: Page) => page.getByRole("region", { name: "Selected step" });

test("a run that waits for an approval says so first, shows what would be done, and leads to where it is decided", async () => {
  const { page, faults } = await openRun("asks");
  const asks = page.getByRole("region", { name: "What it waits for" });
  await asks.getByRole("heading", { name: "Someone is to decide about refund" }).waitFor();
  await asks.getByText("over 100 EUR").waitFor();
  await asks.getByRole("treeitem", { name: "cents: 12900" }).waitFor();
  expect((await asks.boundingBox())?.y).toBeLessThan(400);
  await page.getByRole("status").getByText("Live").waitFor();
  const [approval] = (await desk.scoria.listApprovals(desk.ana, { runId: desk.runs.asks })).approvals;
  await asks.getByRole("link", { name: "Decide" }).click();
  await expect.poll(() => page.url()).toBe(`${desk.url}/approvals/${approval?.approvalId ?? ""}`);
  expect(faults).toEqual([]);
});

test("what a model wrote is text, and what it hid is spelled out", async () => {
  const { page } = await openRun("asks");
  await rowOf(page, /quo\s?U\+202E\s?te/).click();
  await selectedStep(page).getByText(hostileText.replace("\u202E", "U+202E")).waitFor();
  expect(await page.locator("img").count()).toBe(0);
  expect(await page.title()).not.toBe("1");
});

test("a failed run opens at the step that it failed in, with each attempt and its error", async () => {
  const { page } = await openRun("failed");
  const failure = page.getByRole("region", { name: "It failed" });
  await failure.getByText("BANK_CLOSED").waitFor();
  await failure.getByText("The bank answered 503.").waitFor();
  const step = selectedStep(page);
  await step.getByRole("heading", { name: "call the bank" }).waitFor();
  await step.getByText("Attempt 1", { exact: true }).waitFor();
  await step.getByText("Attempt 2", { exact: true }).waitFor();
  expect(await rowOf(page, "call the bank").getAttribute("aria-selected")).toBe("true");
  await rowOf(page, /call the bank.*begins after .*, 3 failed attempts/).waitFor();
});

test("a step that was tried until it went well shows what failed before", async () => {
  const { page } = await openRun("tried");
  await rowOf(page, /reach the carrier.*2 failed attempts/).click();
  await selectedStep(page).getByText("The carrier was busy at attempt 2.").waitFor();
  await selectedStep(page).getByRole("treeitem", { name: '"reached"' }).waitFor();
});

test("the tree is walked and folded with the keyboard, and the selected step stands in the address", async () => {
  const { page, faults } = await openRun("delegates");
  await rowOf(page, "judge").waitFor();
  await page.keyboard.type("jj");
  await page.keyboard.press("Enter");
  await selectedStep(page).getByRole("heading", { name: "critic" }).waitFor();
  expect(new URL(page.url()).searchParams.get("step")).toBe("plan/handoff:critic");
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => rowOf(page, "judge").count()).toBe(0);
  expect(await rowOf(page, "critic").getAttribute("aria-expanded")).toBe("false");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  const judge = rowOf(page, "judge");
  expect(await judge.getAttribute("aria-level")).toBe("3");
  expect(await judge.evaluate((row) => row.matches(":focus"))).toBe(true);
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.reload();
  await selectedStep(page).getByRole("heading", { name: "judge" }).waitFor();
  expect(faults).toEqual([]);
});

test("what a role delegated is shown with its context, and leads to the step that did it", async () => {
  const { page } = await openRun("delegates");
  const handoff = page.getByRole("article", { name: "from executor to critic" });
  await handoff.getByText("and 2 more").waitFor();
  expect(
    await handoff
      .getByText(/^We guarantee/)
      .first()
      .innerText(),
  ).toHaveLength(81);
  await handoff.getByText("The whole context").click();
  await handoff.getByRole("treeitem", { name: 'tone: "firm"' }).waitFor();
  await handoff.getByRole("treeitem", { name: "we guarantee nothing" }).waitFor();
  await handoff.getByRole("link", { name: "plan/handoff:critic" }).click();
  await selectedStep(page).getByRole("heading", { name: "critic" }).waitFor();
  await selectedStep(page).getByRole("tree", { name: "Projected context of critic" }).waitFor();
});

test("a link is copied on plain http too, and the button that was pressed keeps the focus", async () => {
  const { page } = await openPage(browser, "about:blank");
  await page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await page.goto(`${desk.url}/workflows/${desk.runs.asks}`);
  await page.getByRole("button", { name: "Copy link" }).press("Enter");
  await page.getByText("The link is copied.").first().waitFor();
  expect(await focusOf(page)).toMatchObject({ text: "Copy link" });
});

test("a role that has not begun is pending, and a run that delegated nothing says so", async () => {
  const { page: later } = await openRun("delegatesLater");
  await later.getByRole("article").getByText("Pending: the delegated role has not begun.").waitFor();
  const { page: without } = await openRun("order");
  await without.getByText("The handoff lane is installed, and no role of this run handed work to another.").waitFor();
});

test("a run that it started is a line of the tree and leads there, and from there back", async () => {
  const { page } = await openRun("order");
  await rowOf(page, "parcel run").click();
  await page.getByRole("heading", { level: 1, name: "parcel" }).waitFor();
  await page.getByRole("link", { name: "its parent run" }).click();
  await page.getByRole("heading", { level: 1, name: "order" }).waitFor();
  await page.getByRole("region", { name: "In its session" }).getByRole("link", { name: "Before" }).click();
  await page.getByRole("heading", { level: 1, name: "plan" }).waitFor();
});

test("a run whose handler has changed says what an operator can do", async () => {
  const { page } = await openRun("diverged");
  const asks = page.getByRole("region", { name: "What it waits for" });
  await asks.getByText("HANDLER_DIVERGED").waitFor();
  await asks.getByText("Deploy one that does, then resume").waitFor();
  await page.getByRole("button", { name: "Resume" }).waitFor();
});

test("who may only look is told what it would take to do more", async () => {
  desk.can = ["read"];
  const { page } = await openRun("diverged");
  await page.getByText('you need the permission "retry" and "cancel"').waitFor();
  expect(await page.getByRole("button", { name: /Resume|Cancel/ }).count()).toBe(0);
  const { page: asks } = await openRun("asks");
  await asks.getByRole("link", { name: "Look at the request" }).waitFor();
});

test("the link of a run brings its selected step along", async () => {
  const { page } = await openRun("tried", "?step=try+hard%2Freach+the+carrier");
  await page.keyboard.press("l");
  await page.getByText("The link is copied.").first().waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(new URL(copied).searchParams.get("step")).toBe("try hard/reach the carrier");
});

test("a run that is not there, or of a tenant that is not the operator's, is absent", async () => {
  const { page } = await openPage(browser, `${desk.url}/workflows/01890000-0000-7000-8000-000000000000`);
  await page.getByRole("heading", { name: "There is no such thing" }).waitFor();
  await page.getByText("There is no such run among those of your tenants.").waitFor();
});

test("a run whose payloads retention removed says so, and claims nothing of what is gone", async () => {
  const { page } = await openRun("removed");
  await page.getByText("Retention removed what this run was given and what it made").waitFor();
  await page.getByText("What was delegated can no longer be told").waitFor();
  await rowOf(page, "wrap").waitFor();
  await page.getByRole("grid").getByRole("row", { name: "step.completed" }).click();
  await page.getByText("Retention removed what it said. This is its hash:").waitFor();
});
