import type { OperatorScope } from "@scoria/core";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { NodeListView, NodeView } from "../../src/wire/index.ts";
import { accessFaultsOf } from "./access-faults.ts";
import { launchChromium, openPage } from "./chromium.ts";
import { serveElements } from "./elements-server.ts";
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

async function onlyNode(): Promise<
  Pick<NodeView, "name" | "status"> & { readonly drain: unknown; readonly quarantine: unknown }
> {
  const [node] = await desk.scoria.nodes.list(ops);
  if (node === undefined) throw new Error("The desk has no node.");
  return node;
}

test("a node that is drained says by whom and why and takes no runs, and takes them again when it is released", async () => {
  const { page, faults } = await openPage(browser, `${desk.url}/nodes`);
  await page.getByText("1 of 1", { exact: true }).waitFor();
  await page.getByRole("button", { name: /^Drain / }).click();
  const dialog = page.getByRole("dialog", { name: /^Drain / });
  await dialog.getByRole("textbox").fill("its disk is nearly full");
  await dialog.getByRole("button", { name: "Drain" }).click();
  await page.getByText("Drained by rita@desk.example").waitFor();
  await page.getByText("its disk is nearly full").waitFor();
  await page.getByText("No node takes runs. What is started now is queued until one does.").waitFor();
  expect(await onlyNode()).toMatchObject({ status: "draining", drain: { by: "rita@desk.example" } });
  await page.getByRole("button", { name: /^Release / }).click();
  await page.getByText("Alive").waitFor();
  expect(await onlyNode()).toMatchObject({ status: "alive", drain: null });
  expect(faults).toEqual([]);
});

test("a name is quarantined for as long as is chosen, and released before that", async () => {
  const { page, faults } = await openPage(browser, `${desk.url}/nodes`);
  await page.getByRole("button", { name: /^Quarantine all nodes of the name / }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "For how long" }).selectOption("1 hour");
  await dialog.getByRole("textbox").fill("it runs an old image");
  await dialog.getByRole("button", { name: "Quarantine" }).click();
  await page.getByText("Quarantined by rita@desk.example").waitFor();
  await page.getByText("in 59 min").waitFor();
  const { quarantine } = await onlyNode();
  const { since, until } = quarantine as { readonly since: Date; readonly until: Date };
  expect(until.getTime() - since.getTime()).toBe(3_600_000);
  await page.getByRole("button", { name: /^Release the name / }).click();
  await page.getByText("Alive").waitFor();
  expect(await onlyNode()).toMatchObject({ status: "alive", quarantine: null });
  expect(faults).toEqual([]);
});

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
