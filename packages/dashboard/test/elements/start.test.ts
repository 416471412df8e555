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

async function open(kind: string, who = rita, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const path = `${desk.url}/start?kind=${kind}`;
  const watched = await openPage(browser, path, { ...options, extraHTTPHeaders: desk.headersOf(who) });
  await watched.page.getByRole("heading", { name: `Input of ${kind}` }).waitFor();
  return watched;
}

/** The input of the run that a page says it has started. */
async function startedInput({ page }: WatchedPage): Promise<unknown> {
  const started = page.getByRole("region", { name: "Started" });
  const link = await started.getByRole("link").getAttribute("href");
  await started.getByText("Completed").waitFor();
  const op = desk.scoria.operator({ actorId: "op", tenants: ["acme"] });
  return (await desk.scoria.getRunDetail(op, link?.split("/").at(-1) ?? "")).input;
}

test("what the browser can see to be wrong is not sent", async () => {
  const { page } = await open("ship");
  let sent = 0;
  page.on("request", (request) => (sent += request.method() === "POST" ? 1 : 0));
  await page.getByRole("button", { name: "Start ship" }).click();
  expect(await page.getByLabel("recipient").evaluate((field) => field.matches(":focus"))).toBe(true);
  await page.getByLabel("recipient").fill("Ben");
  await page.getByLabel("Weight in kg").fill("31");
  await page.getByRole("button", { name: "Start ship" }).click();
  expect(await page.getByLabel("Weight in kg").evaluate((field) => field.matches(":focus:invalid"))).toBe(true);
  await page.getByLabel("labels").fill("{no json");
  expect(await page.getByLabel("labels").evaluate((field) => field.matches(":invalid"))).toBe(true);
  expect(sent).toBe(0);
});

test("what the handler refuses is shown at the field that it names, and nothing that was typed is lost", async () => {
  const watched = await open("ship");
  const { page } = watched;
  await page.getByLabel("recipient").fill("Ben");
  await page.getByLabel("Weight in kg").fill("1");
  await page.getByLabel("speed").selectOption("slow");
  await page.getByRole("button", { name: "Add an item" }).click();
  await page.getByLabel("sku").fill("A-1");
  await page.getByLabel("price").fill("5000");
  await page.getByRole("button", { name: "Start ship" }).click();
  await page.getByRole("alert").getByText("input.items[0].price did not pass").waitFor();
  const price = page.getByLabel("price");
  expect(await price.evaluate((field) => field.matches(":focus[aria-invalid=true]"))).toBe(true);
  await page.getByText("The handler does not take this.").waitFor();
  expect(await accessFaultsOf(page)).toEqual([]);
  await price.fill("500");
  await page.getByRole("button", { name: "Start ship" }).click();
  expect(await startedInput(watched)).toMatchObject({ recipient: "Ben", items: [{ sku: "A-1", price: 500 }] });
});

test("the form and JSON are two ways to write one input, and numbers stay as they are written", async () => {
  const { page } = await open("ship");
  await page.getByLabel("recipient").fill("Ben");
  await page.getByLabel("Weight in kg").fill("1.10");
  await page.getByRole("button", { name: "JSON", exact: true }).click();
  const json = page.getByRole("textbox", { name: "Input" });
  expect(await json.inputValue()).toContain('"weight": 1.10');
  await json.fill('{"recipient": "Eva", "unknown": 1}');
  await page.getByRole("button", { name: "Form", exact: true }).click();
  await page.getByText("The form cannot show what stands at input.unknown.").waitFor();
  expect(await json.inputValue()).toContain("Eva");
  await json.fill('{"recipient": "Eva", "items": [{"sku": "B-2"}]}');
  await page.getByRole("button", { name: "Form", exact: true }).click();
  expect(await page.getByLabel("recipient").inputValue()).toBe("Eva");
  expect(await page.getByLabel("sku").inputValue()).toBe("B-2");
});

test("what was typed for one kind is still there after another was looked at", async () => {
  const { page } = await open("ship");
  await page.getByLabel("recipient").fill("Ben");
  await page.getByRole("link", { name: "refund" }).click();
  await page.getByRole("heading", { name: "Input of refund" }).waitFor();
  expect(new URL(page.url()).search).toBe("?kind=refund");
  await page.getByRole("link", { name: "ship" }).click();
  expect(await page.getByLabel("recipient").inputValue()).toBe("Ben");
});

test("a handler whose schema cannot be described takes JSON", async () => {
  const watched = await open("weigh");
  const { page } = watched;
  await page.getByText("The schema of this handler cannot be described").waitFor();
  expect(await page.getByRole("button", { name: "Form", exact: true }).count()).toBe(0);
  await page.getByRole("textbox", { name: "Input" }).fill('{"grams": 12}');
  expect(await accessFaultsOf(page)).toEqual([]);
  await page.keyboard.press("ControlOrMeta+Enter");
  expect(await startedInput(watched)).toEqual({ grams: 12 });
});

test("when the answer was lost the same form starts the run once, and says that it is safe", async () => {
  const { page } = await open("weigh");
  await page.getByRole("textbox", { name: "Input" }).fill('{"grams": 77}');
  // The run is started, and the answer never arrives.
  await page.route("**/api/runs", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await page.getByRole("button", { name: "Start weigh" }).click();
  await page.getByRole("alert").getByText("with the same key it is started once").waitFor();
  await page.unroute("**/api/runs");
  await page.getByRole("button", { name: "Start weigh" }).click();
  await page.getByRole("region", { name: "Started" }).waitFor();
  const op = desk.scoria.operator({ actorId: "op", tenants: ["acme"] });
  const { runs } = await desk.scoria.listRuns(op, { kind: "weigh" });
  const inputs = await Promise.all(runs.map(async ({ runId }) => (await desk.scoria.getRunDetail(op, runId)).input));
  expect(inputs.filter((input) => JSON.stringify(input) === '{"grams":77}')).toHaveLength(1);
});

test("an operator of several tenants says for which it is, and may name a session", async () => {
  const { page } = await open("weigh", { ...rita, tenants: ["acme", "globex"] });
  await page.getByRole("textbox", { name: "Input" }).fill("1");
  await page.getByRole("combobox", { name: "Tenant" }).selectOption("globex");
  await page.getByText("Session and idempotency key").click();
  await page.getByRole("textbox", { name: "Session" }).fill("chat-9");
  await page.getByRole("button", { name: "Start weigh" }).click();
  await page.getByRole("region", { name: "Started" }).getByText("Completed").waitFor();
  const op = desk.scoria.operator({ actorId: "op", tenants: ["globex"] });
  expect((await desk.scoria.listRuns(op)).runs).toMatchObject([{ kind: "weigh", sessionId: "chat-9" }]);
});

test("who may not start runs is told which permission that needs", async () => {
  const operator = operatorOf({ can: ["read"] });
  const { page } = await openPage(browser, `${desk.url}/start`, { extraHTTPHeaders: desk.headersOf(operator) });
  await page.getByText('It needs the permission "start".').waitFor();
});

test("the form can be filled in at a width of 360 pixels", async () => {
  const { page } = await open("ship", rita, { viewport: { width: 360, height: 740 } });
  await page.getByRole("button", { name: "Add an item" }).click();
  await page.getByLabel("sku").waitFor();
  expect(await accessFaultsOf(page)).toEqual([]);
});
