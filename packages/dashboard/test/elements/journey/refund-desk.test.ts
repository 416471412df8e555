import { verifyExport } from "@scoria/core";
import { createTestDatabase, type TestEngine } from "@scoria/core/testing";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { onEachEngine } from "../../on-each-engine.ts";
import { launchChromium, openPage } from "../chromium.ts";
import { downloadEvidence } from "../download-evidence.ts";
import { startDesk, type DeskPlace, type DeskProgram } from "./desk-program.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(() => browser.close());

/** Where a desk finds after a crash what it left. */
async function newPlace(engine: TestEngine): Promise<DeskPlace & AsyncDisposable> {
  const folder = mkdtempSync(join(tmpdir(), "refund-desk-journey-"));
  const database = engine === "postgres" ? await createTestDatabase(engine) : undefined;
  return {
    folder,
    ...(database === undefined ? {} : { databaseUrl: database.url }),
    async [Symbol.asyncDispose]() {
      await database?.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** In a browser of their own, as each link signs in one. */
async function signIn(link: string): Promise<Page> {
  const { page } = await openPage(browser, link);
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
  return page;
}

const order = { orderId: "A-77", cents: 34_900, reason: "It leaks" };

/** Fills the form in, and is led to the run, which waits for somebody else. */
async function askForRefund(page: Page): Promise<string> {
  await page.getByRole("navigation").getByRole("link", { name: "Start a run" }).click();
  await page.getByRole("heading", { name: "Input of refund" }).waitFor();
  await page.getByLabel("orderId").fill(order.orderId);
  await page.getByLabel("cents").fill(String(order.cents));
  await page.getByLabel("reason").fill(order.reason);
  await page.getByRole("button", { name: "Start refund" }).click();
  await page.getByRole("region", { name: "Started" }).getByRole("link").click();
  const asks = page.getByRole("region", { name: "What it waits for" });
  await asks.getByRole("heading", { name: "Someone is to decide about refund" }).waitFor();
  expect(await asks.getByRole("link", { name: "Decide" }).count()).toBe(0);
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}

/** Finds the request in the inbox, reads what would be paid to whom, approves it, and sees the run go on by itself. */
async function approve(page: Page): Promise<void> {
  await page.getByRole("navigation").getByRole("link", { name: "Approvals" }).click();
  await page.getByRole("row").getByRole("link", { name: "refund" }).click();
  await page.getByText("ana asks").waitFor();
  await page.getByText("over 100 EUR").waitFor();
  await page.getByRole("treeitem", { name: "cents: 34900" }).waitFor();
  await page.getByRole("button", { name: "Approve…" }).click();
  const dialog = page.getByRole("dialog", { name: "Approve refund?" });
  await dialog.getByRole("textbox", { name: "Reason" }).fill("checked with the shop");
  await dialog.getByRole("button", { name: "Approve", exact: true }).click();
  await page.getByText("Approved by you").waitFor();
  await page.getByRole("status").getByText("Completed").waitFor();
}

/** Has the journal verified, and takes it away to be checked without the desk. */
async function takeEvidence(page: Page, desk: DeskProgram, runId: string): Promise<void> {
  await page.goto(`${desk.origin}/scoria/workflows/${runId}`);
  const tree = page.getByRole("treegrid");
  for (const step of ["quote", "refund"]) await tree.getByRole("row", { name: step }).first().waitFor();
  await page.getByRole("treeitem", { name: "refunded: true" }).first().waitFor();
  const journal = page.getByRole("region", { name: "Journal", exact: true });
  await journal.getByRole("button", { name: "Verify" }).click();
  await journal.getByText("Verified", { exact: true }).waitFor();

  const { jsonl, head } = await downloadEvidence(page);
  const check = verifyExport(jsonl, { head });
  expect(check).toMatchObject({ ok: true, head: { runId } });
  for (const said of ["approval.requested", "approval.decided", "checked with the shop", "run.completed"])
    expect(jsonl).toContain(said);
  const answer = await fetch(`${desk.origin}/refunds/${runId}/evidence`, {
    headers: { "x-actor": "ana", "x-tenant": "acme" },
  });
  expect(await answer.json()).toMatchObject({ runId, status: "completed", verified: check });
}

onEachEngine("the refund desk of npm start", (engine) => {
  test("a refund is asked for by a form, waits, is approved by somebody else, goes on by itself, and leaves evidence", async () => {
    await using place = await newPlace(engine);
    await using desk = await startDesk(place);
    const ana = await signIn(desk.links.requester);
    const runId = await askForRefund(ana);
    const operator = await signIn(desk.links.decider);
    await operator.getByRole("link", { name: "1 approval" }).waitFor();
    await approve(operator);
    // Nobody has touched the page of the one who asked.
    await ana.getByRole("treeitem", { name: "refunded: true" }).first().waitFor();
    await ana.getByRole("status").getByText("Ended").waitFor();
    await takeEvidence(operator, desk, runId);
    expect(paidIn(place)).toMatchObject([{ orderId: order.orderId, cents: order.cents }]);
    for (const page of [ana, operator]) await page.context().close();
    expect(await desk.close()).toEqual({ code: 0, stderr: "" });
  }, 120_000);

  test("a refund that waits outlives the desk: it is killed and started again, and the same run is approved there", async () => {
    await using place = await newPlace(engine);
    let runId: string;
    {
      await using desk = await startDesk(place);
      const ana = await signIn(desk.links.requester);
      runId = await askForRefund(ana);
      await desk.kill();
      await ana.context().close();
    }
    await using desk = await startDesk(place);
    const operator = await signIn(desk.links.decider);
    await approve(operator);
    await takeEvidence(operator, desk, runId);
    expect(paidIn(place)).toMatchObject([{ orderId: order.orderId, cents: order.cents }]);
    await operator.context().close();
    expect(await desk.close()).toEqual({ code: 0, stderr: "" });
  }, 120_000);
});

/** Billing's own book: what was really paid. */
function paidIn({ folder }: DeskPlace): unknown {
  return JSON.parse(readFileSync(join(folder, ".scoria/billing.json"), "utf8"));
}
