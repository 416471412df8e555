import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, openPage, type WatchedPage } from "./chromium.ts";
import { serveElements } from "./elements-server.ts";
import { focusOf } from "./focus-of.ts";
import { approvalPages, waitingApproval } from "./screens/desk/approvals.ts";
import { deskQueues, deskSchedules } from "./screens/desk/engine.ts";
import { ScriptedRefusal, type ScriptedApi } from "./scripted-api.ts";
import { aRun, operator, scriptedDesk } from "./scripted-desk.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(() => browser.close());

async function open(api: ScriptedApi, path: string): Promise<WatchedPage & AsyncDisposable> {
  const server = await serveElements({ api });
  const watched = await openPage(browser, `${server.url}${path}`);
  return {
    ...watched,
    async [Symbol.asyncDispose]() {
      await watched.page.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

test("no runs at all, and no runs that match, are told apart", async () => {
  await using none = await open(scriptedDesk([]), "/scoria/workflows");
  await none.page.getByRole("heading", { name: "No run was started yet" }).waitFor();
  await using noMatch = await open(scriptedDesk([aRun(1)]), "/scoria/workflows?status=failed");
  await noMatch.page.getByRole("heading", { name: "Nothing matches" }).waitFor();
  await noMatch.page.getByRole("button", { name: "Clear" }).click();
  await noMatch.page.getByRole("link", { name: "refund" }).waitFor();
});

test("a search for what no id begins with asks for nothing, and says what an id looks like", async () => {
  const api = scriptedDesk([aRun(1)]);
  for (const search of ["refund", "abc", "0199c0de!"]) {
    await using opened = await open(api, `/scoria/workflows?runId=${encodeURIComponent(search)}`);
    await opened.page.getByRole("heading", { name: "Nothing matches" }).waitFor();
    await opened.page.getByText("the first 4 characters").waitFor();
  }
  expect(api.calls.filter(({ name }) => name === "listRuns")).toEqual([]);
  await using found = await open(api, `/scoria/workflows?runId=${encodeURIComponent(" 0199C0DE ")}&status=resting`);
  await found.page.getByRole("link", { name: "refund" }).waitFor();
});

test("a read that fails says why, and can be tried again", async () => {
  let isDown = true;
  const api = scriptedDesk([aRun(1)]);
  const runs = { runs: [aRun(1)], nextCursor: null };
  api.on("listRuns", () => (isDown ? new ScriptedRefusal(503, "DATABASE_UNAVAILABLE", "The database is away.") : runs));
  await using opened = await open(api, "/scoria/workflows");
  await opened.page.getByRole("alert").getByText("The database is away.").waitFor();
  isDown = false;
  await opened.page.getByRole("button", { name: "Try again" }).click();
  await opened.page.getByRole("link", { name: "refund" }).waitFor();
  expect(await opened.page.getByRole("alert").count()).toBe(0);
});

test("whoever tries again by keyboard goes on in what is read then", async () => {
  let isDown = true;
  const api = scriptedDesk().on("listRuns", () =>
    isDown
      ? new ScriptedRefusal(503, "DATABASE_UNAVAILABLE", "The database is away.")
      : { runs: [aRun(1)], nextCursor: null },
  );
  await using opened = await open(api, "/scoria/workflows");
  const { page } = opened;
  await page.getByRole("alert").waitFor();
  isDown = false;
  await page.getByRole("button", { name: "Try again" }).press("Enter");
  await page.getByRole("link", { name: "refund" }).waitFor();
  expect(await focusOf(page)).toMatchObject({ text: "refund" });
});

test("whoever reads more of a list by keyboard has the button for it afterwards", async () => {
  const more = Promise.withResolvers<void>();
  const api = scriptedDesk().on("listSchedules", async ({ query }) => {
    const cursor = Number(query.get("cursor") ?? 0);
    if (cursor > 0) await more.promise;
    return { schedules: deskSchedules.slice(cursor, cursor + 1), nextCursor: String(cursor + 1) };
  });
  await using opened = await open(api, "/scoria/schedules");
  const { page } = opened;
  const button = page.getByRole("button", { name: "Show 200 more" });
  await button.press("Enter");
  await expect.poll(() => button.isDisabled()).toBe(true);
  more.resolve();
  await page.getByRole("article").nth(1).waitFor();
  await expect.poll(() => button.isDisabled()).toBe(false);
  expect(await focusOf(page)).toMatchObject({ text: "Show 200 more" });
});

test("a button keeps the focus when what it belongs to comes to stand elsewhere in the list", async () => {
  const quiet = deskQueues.find(({ queue }) => queue === "default");
  if (quiet === undefined) throw new Error("The desk has no such queue.");
  let queues = ["letters", "parcels"].map((queue) => ({ ...quiet, queue, oldestSince: null }));
  const api = scriptedDesk().on("listQueues", () => ({ queues }));
  await using opened = await open(api, "/scoria/queues");
  const { page } = opened;
  for (const queue of ["letters", "parcels"]) {
    await page.getByRole("article", { name: queue }).getByRole("button", { name: "Pause" }).focus();
    const before = await page.getByRole("article").first().getAttribute("aria-label");
    queues = queues.toReversed();
    await page.keyboard.press("r");
    await expect.poll(() => page.getByRole("article").last().getAttribute("aria-label")).toBe(before);
    expect(await focusOf(page)).toMatchObject({ text: "Pause", article: queue });
  }
});

test("a comparison with what retention removed is none, and says so in each place", async () => {
  const [approvalPage] = approvalPages.filter(({ approval }) => approval.approvalId === waitingApproval.approvalId);
  if (!approvalPage?.lastApproved) throw new Error("The desk has nothing to compare with.");
  const { approval, lastApproved } = approvalPage;
  const removed = ({ arguments: _, ...rest }: typeof approval) => ({ ...rest, payloadsRemovedAt: rest.requestedAt });
  const cases = [
    [{ ...approvalPage, lastApproved: removed(lastApproved) }, "The arguments of the last approved one were removed"],
    [{ ...approvalPage, approval: removed(approval) }, "The arguments of this one were removed"],
  ] as const;
  for (const [answer, sentence] of cases) {
    const api = scriptedDesk().on("getApproval", () => answer);
    await using opened = await open(api, `/scoria/approvals/${approval.approvalId}`);
    const { page } = opened;
    await page.getByRole("region", { name: "Since the last approved" }).getByText(sentence).waitFor();
    await page.getByText("Cannot be compared", { exact: true }).waitFor();
    expect(await page.getByRole("list", { name: "Differences" }).count()).toBe(0);
    expect(await page.getByText("values differ").count()).toBe(0);
  }
});

test("a page that cannot draw what it was answered says so, is reported, and the others go on", async () => {
  await using opened = await open(scriptedDesk([aRun(1)]), "/scoria/approvals");
  const { page } = opened;
  const ofLaterVersion = { runs: [{ ...aRun(2), status: "waiting", waitingFor: { kind: "runs" } }], nextCursor: null };
  await page.route("**/api/runs?*", (route) => route.fulfill({ json: ofLaterVersion }));
  await page.getByRole("link", { name: "Runs", exact: true }).click();
  await page.getByRole("alert").getByText("They may be of another version").waitFor();
  expect(opened.faults).toEqual([expect.stringContaining("TypeError")]);
  await page.getByRole("link", { name: "Home", exact: true }).click();
  await page.getByRole("region", { name: "Under way" }).waitFor();
  await page.unroute("**/api/runs?*");
  await page.getByRole("link", { name: "Runs", exact: true }).click();
  await page.getByRole("link", { name: "refund" }).waitFor();
});

test("when a list can no longer be read it stays and says since when it is stale, until it can", async () => {
  let isDown = false;
  const api = scriptedDesk();
  const runs = { runs: [aRun(1)], nextCursor: null };
  api.on("listRuns", () => (isDown ? new ScriptedRefusal(503, "DATABASE_UNAVAILABLE", "The database is away.") : runs));
  await using opened = await open(api, "/scoria/workflows");
  const { page } = opened;
  await page.getByRole("status").getByText("Live").waitFor();
  isDown = true;
  await page.keyboard.press("r");
  await page.getByRole("status").getByText("Stale, as of").waitFor();
  expect(await page.getByRole("link", { name: "refund" }).isVisible()).toBe(true);
  isDown = false;
  await page.keyboard.press("r");
  await page.getByRole("status").getByText("Live").waitFor();
});

test("an operator who may not see a page is told which permission it needs, and no link leads there", async () => {
  const api = scriptedDesk().on("getOperator", () => ({ ...operator, can: ["read"] }));
  await using opened = await open(api, "/scoria/nodes");
  const { page } = opened;
  await page.getByRole("heading", { name: "You may not see this" }).waitFor();
  await page.getByText('It needs the permission "nodes".').waitFor();
  expect(await page.getByRole("link", { name: "Nodes" }).count()).toBe(0);
  await page.getByRole("link", { name: "Runs", exact: true }).click();
  await page.getByRole("link", { name: "refund" }).first().waitFor();
  expect(await page.getByRole("checkbox").count()).toBe(0);
});

test("who is not signed in sees that and nothing else", async () => {
  const refusal = new ScriptedRefusal(401, "NOT_AUTHORIZED", "The host did not say who asks.");
  await using opened = await open(
    scriptedDesk().on("getOperator", () => refusal),
    "/scoria/workflows",
  );
  await opened.page.getByRole("heading", { name: "You are not signed in, or may not come here" }).waitFor();
  expect(await opened.page.getByRole("navigation").count()).toBe(0);
});

test("a bulk cancellation asks for a reason, and shows each run that was refused with why", async () => {
  const api = scriptedDesk([aRun(1, { status: "running" }), aRun(2, { status: "completed" })]);
  api.on("cancelRuns", ({ body }) => {
    const [first = "", second = ""] = (body as { runIds: string[] }).runIds;
    return {
      results: [
        { runId: first, ok: true, run: aRun(1, { status: "cancelled" }) },
        { runId: second, ok: false, error: { code: "RUN_NOT_RESUMABLE", message: "It has ended." } },
      ],
    };
  });
  await using opened = await open(api, "/scoria/workflows");
  const { page } = opened;
  await page.getByRole("checkbox", { name: "Choose all" }).check();
  await page.getByRole("button", { name: "Cancel runs" }).click();
  const dialog = page.getByRole("dialog", { name: "Cancel 2 runs?" });
  expect(await dialog.getByRole("button", { name: "Cancel runs" }).isDisabled()).toBe(true);
  await dialog.getByRole("textbox", { name: "Reason" }).fill("billing is down");
  await dialog.getByRole("button", { name: "Cancel runs" }).click();
  await page.getByText("1 run was cancelled. 1 was refused:").first().waitFor();
  await page.getByText("It has ended.").waitFor();
  expect(api.calls.find(({ name }) => name === "cancelRuns")?.body).toMatchObject({ reason: "billing is down" });
});

test("a question about the runs that are listed goes when others are", async () => {
  const api = scriptedDesk([aRun(1, { status: "running" }), aRun(2, { status: "failed" })]);
  await using opened = await open(api, "/scoria/workflows");
  const { page } = opened;
  await page.getByRole("link", { name: "Failed", exact: true }).click();
  await expect.poll(() => page.getByRole("link", { name: "refund" }).count()).toBe(1);
  await page.getByRole("checkbox", { name: "Choose all" }).check();
  await page.getByRole("button", { name: "Cancel runs" }).click();
  await page.getByRole("dialog", { name: "Cancel this run?" }).waitFor();
  await page.goBack();
  await expect.poll(() => page.getByRole("link", { name: "refund" }).count()).toBe(2);
  expect(await page.getByRole("dialog").count()).toBe(0);
});

test("a bulk cancellation that breaks off tells what was done and why the rest was not, which stays chosen", async () => {
  const runs = Array.from({ length: 150 }, (_, at) => aRun(at + 1, { status: "running" }));
  const cancelled = new Set<string>();
  const api = scriptedDesk().on("listRuns", ({ query }) => {
    const begin = Number(query.get("cursor") ?? 0);
    const end = begin + Number(query.get("limit"));
    const rows = runs.map((run) => (cancelled.has(run.runId) ? { ...run, status: "cancelled" as const } : run));
    return { runs: rows.slice(begin, end), nextCursor: end < rows.length ? String(end) : null };
  });
  api.on("cancelRuns", ({ body }) => {
    if (cancelled.size > 0) return new ScriptedRefusal(503, "DATABASE_UNAVAILABLE", "The database is away.");
    const { runIds } = body as { runIds: string[] };
    for (const runId of runIds) cancelled.add(runId);
    return { results: runIds.map((runId) => ({ runId, ok: true, run: aRun(1, { runId, status: "cancelled" }) })) };
  });
  await using opened = await open(api, "/scoria/workflows");
  const { page } = opened;
  await page.getByText("The newest 50 are shown.").waitFor();
  await page.keyboard.press("End");
  await page.getByText("150 runs, and that is all.").waitFor();
  await page.getByRole("checkbox", { name: "Choose all" }).check();
  await page.getByRole("button", { name: "Cancel runs" }).click();
  const dialog = page.getByRole("dialog", { name: "Cancel 150 runs?" });
  await dialog.getByRole("textbox", { name: "Reason" }).fill("billing is down");
  await dialog.getByRole("button", { name: "Cancel runs" }).click();
  await page.getByText("100 runs were cancelled. 50 were refused:").first().waitFor();
  const outcome = page.getByRole("region", { name: "What was refused" });
  expect(await outcome.getByText("The database is away.").count()).toBe(50);
  await page.getByText("50 chosen").waitFor();
  await expect.poll(() => page.getByRole("cell", { name: "Cancelled" }).count()).toBe(100);
  expect(await page.locator("tr.is-chosen").getByRole("cell", { name: "Running" }).count()).toBe(50);
});
