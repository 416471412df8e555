import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { NodeListView, NodeView } from "../../src/wire/index.ts";
import { accessFaultsOf } from "./access-faults.ts";
import { launchChromium, openPage } from "./chromium.ts";
import { serveElements } from "./elements-server.ts";
import { ago, operator, scriptedDesk } from "./scripted-desk.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

// A page that is left open goes on asking.
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

afterAll(() => browser.close());

function aNode(nodeId: string, more: Partial<NodeView> = {}): NodeView {
  return {
    nodeId,
    name: nodeId.split("/")[0] ?? nodeId,
    status: "alive",
    startedAt: ago(7_200_000),
    heartbeatAt: ago(2_000),
    leaseMs: 30_000,
    kinds: ["refund", "report\u200B"],
    concurrency: 10,
    runs: 3,
    downs: 0,
    drain: null,
    quarantine: null,
    ...more,
  };
}

function listOf(...nodes: readonly NodeView[]): NodeListView {
  return { at: ago(0), nodes };
}

const mixed = (): NodeListView =>
  listOf(
    aNode("app/0001"),
    aNode("app/0002", { runs: 10 }),
    aNode("batch/0001", { heartbeatAt: ago(21_000) }),
    aNode("old/0001", {
      status: "quarantined",
      downs: 3,
      quarantine: { since: ago(60_000), until: null, by: null, reason: "went down 3 times" },
    }),
    aNode("app/0000", { status: "gone", heartbeatAt: ago(900_000), runs: 0 }),
    aNode("app/000a", {
      status: "draining",
      drain: { since: ago(5_000), by: "ops", reason: null },
      runs: 1,
    }),
  );

test("nodes stand under their names, those first that need attention, and what is gone is folded away", async () => {
  await using server = await serveElements({ api: scriptedDesk().on("listNodes", mixed) });
  const { page, faults } = await openPage(browser, `${server.url}/scoria/nodes`);
  await page.getByRole("region", { name: "app" }).getByText("3 nodes").waitFor();
  const names = await page.getByRole("region").evaluateAll((all) => all.map((one) => one.ariaLabel));
  expect(names).toEqual(["app", "batch", "old"]);
  await page.getByText("3 of 5", { exact: true }).waitFor();
  await page.getByText("20 of 30 places").waitFor();
  const late = page.getByRole("listitem", { name: "batch/0001" });
  await late.getByText("Late", { exact: true }).waitFor();
  expect(await late.innerText()).toMatch(/2[12] s ago, of a lease of 30 s/);
  expect(await page.getByRole("listitem", { name: "app/0001" }).getByText("Late").count()).toBe(0);
  await page.getByText("Quarantined, because it went down too often").waitFor();
  await page.getByText("1 run is still to be handed over.").waitFor();
  const gone = page.getByText("app/0000");
  expect(await gone.isVisible()).toBe(false);
  await page.getByText("1 node that is gone").click();
  await gone.waitFor();
  await page.getByRole("listitem", { name: "app/0001" }).getByText("2 kinds").click();
  await page.getByText("reportU+200B").first().waitFor();
  expect(faults).toEqual([]);
});

test("j and k go from node to node, and Tab from there to what can be done with it", async () => {
  await using server = await serveElements({ api: scriptedDesk().on("listNodes", mixed) });
  const { page } = await openPage(browser, `${server.url}/scoria/nodes`);
  await page.getByRole("region", { name: "app" }).waitFor();
  const focused = (): Promise<string | null | undefined> =>
    page.locator("scoria-nodes-page").evaluate((host) => host.shadowRoot?.activeElement?.getAttribute("aria-label"));
  for (const key of ["j", "j", "j", "k"]) await page.keyboard.press(key);
  expect(await focused()).toBe("app/0002");
});

test("an operator without the permission sees that nodes need it, and none of them", async () => {
  const api = scriptedDesk().on("getOperator", () => ({ ...operator, can: ["read", "queues"] }));
  await using server = await serveElements({ api });
  const { page } = await openPage(browser, `${server.url}/scoria/nodes`);
  await page.getByRole("heading", { name: "You may not see this" }).waitFor();
  expect(api.calls.filter(({ name }) => name === "listNodes")).toEqual([]);
});

test("nodes have no fault of WCAG 2.2 AA, light and dark", async () => {
  const api = scriptedDesk().on("listNodes", mixed);
  await using server = await serveElements({ api });
  const { page, faults } = await openPage(browser, `${server.url}/scoria/nodes`);
  await page.getByText("1 node that is gone").click();
  await page.getByText("2 kinds").first().click();
  expect(await accessFaultsOf(page)).toEqual([]);
  await page.setViewportSize({ width: 320, height: 700 });
  expect(await accessFaultsOf(page)).toEqual([]);
  await page.getByRole("button", { name: "Quarantine all nodes of the name app" }).click();
  await page.getByRole("dialog").waitFor();
  expect(await accessFaultsOf(page)).toEqual([]);
  api.on("listNodes", () => listOf());
  await page.reload();
  await page.getByRole("heading", { name: "No node was seen within a day" }).waitFor();
  expect(await accessFaultsOf(page)).toEqual([]);
  expect(faults).toEqual([]);
});
