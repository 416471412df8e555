import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, openPage } from "./chromium.ts";
import { serveElements, type ElementsServer } from "./elements-server.ts";
import { runIdOf, scriptedDesk } from "./scripted-desk.ts";

const hostPages = {
  "/admin": { body: '<a href="/shop">Shop</a><scoria-dashboard base="/scoria"></scoria-dashboard>' },
  "/app": { body: "<main></main>" },
};

let browser: Browser;
let server: ElementsServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), serveElements({ api: scriptedDesk(), hostPages })]);
});

afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

test("g r goes to the runs, j and k walk them, Enter opens one, and ? tells of all that", async () => {
  const { page, faults } = await openPage(browser, `${server.url}/scoria`);
  await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
  await page.keyboard.type("gr");
  await page.getByRole("link", { name: "refund" }).first().waitFor();
  await page.keyboard.type("jjjk");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.url()).toBe(`${server.url}/scoria/workflows/${runIdOf(2)}`);
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await help.waitFor();
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "detached" });
  expect(faults).toEqual([]);
});

test("what is typed into a field is text and nothing else", async () => {
  const { page } = await openPage(browser, `${server.url}/scoria/workflows`);
  await page.getByRole("link", { name: "refund" }).first().waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("gh?jx");
  const search = page.getByRole("searchbox", { name: "Run id" });
  expect(await search.inputValue()).toBe("gh?jx");
  expect(await page.getByRole("dialog").count()).toBe(0);
  expect(page.url()).toBe(`${server.url}/scoria/workflows`);
  await page.keyboard.press("Escape");
  await page.keyboard.type("gh");
  await expect.poll(() => page.url()).toBe(`${server.url}/scoria`);
});

test("under a dialog no shortcut of the page behind it fires", async () => {
  const { page } = await openPage(browser, `${server.url}/scoria/workflows`);
  await page.getByRole("link", { name: "refund" }).first().waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type("gh");
  expect(page.url()).toBe(`${server.url}/scoria/workflows`);
});

test("shortcuts of a letter alone can be switched off, and stay off", async () => {
  const { page } = await openPage(browser, `${server.url}/scoria/workflows`);
  await page.getByRole("link", { name: "refund" }).first().waitFor();
  await page.keyboard.press("?");
  await page.getByRole("checkbox", { name: "Shortcuts of a letter alone" }).uncheck();
  await page.reload();
  await page.getByRole("link", { name: "refund" }).first().waitFor();
  await page.keyboard.type("gh");
  expect(page.url()).toBe(`${server.url}/scoria/workflows`);
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox", { name: "Jump to a page" }).waitFor();
});

test("the palette opens a run by its id and goes to a page by a few letters", async () => {
  const { page } = await openPage(browser, `${server.url}/scoria`);
  await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox").fill(runIdOf(7));
  await page.keyboard.press("Enter");
  await expect.poll(() => page.url()).toBe(`${server.url}/scoria/workflows/${runIdOf(7)}`);
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox").fill("que");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.url()).toBe(`${server.url}/scoria/queues`);
});

/** A field of the host that no script of the page sees: it is in the closed root of a `tag`. Resolves to what is in it. */
async function typeIntoHidden(page: Page, tag: string, text: string): Promise<string> {
  const field = await page.evaluateHandle((name) => {
    const hidden = document.createElement("input");
    const host = document.createElement(name);
    host.attachShadow({ mode: "closed" }).append(hidden);
    document.body.prepend(host);
    hidden.focus();
    return hidden;
  }, tag);
  await page.keyboard.type(text);
  return field.evaluate(({ value }) => value);
}

test.each(["/admin", "/scoria"])("what is typed into a field that %s hides from its scripts is text", async (path) => {
  const { page } = await openPage(browser, `${server.url}${path}`);
  await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
  const theme = await page.locator("scoria-dashboard").getAttribute("theme");
  for (const tag of ["host-search", "div"]) expect(await typeIntoHidden(page, tag, "great day")).toBe("great day");
  expect(page.url()).toBe(`${server.url}${path}`);
  expect(await page.locator("scoria-dashboard").getAttribute("theme")).toBe(theme);
});

test("in a page of the host the keys are the dashboard's while nothing has the focus, or something in it", async () => {
  const { page } = await openPage(browser, `${server.url}/admin`);
  await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
  await page.getByRole("link", { name: "Shop" }).focus();
  await page.keyboard.type("gr");
  expect(page.url()).toBe(`${server.url}/admin`);
  await page.getByRole("link", { name: "Shop" }).blur();
  await page.keyboard.type("gr");
  await expect.poll(() => page.url()).toBe(`${server.url}/admin#/workflows`);
  await page.getByRole("link", { name: "refund" }).first().focus();
  await page.keyboard.type("gq");
  await expect.poll(() => page.url()).toBe(`${server.url}/admin#/queues`);
});

test("a dashboard that its host hides in a closed root has its keys, and its fields", async () => {
  const { page } = await openPage(browser, `${server.url}/app`);
  const dashboard = await page.evaluateHandle(() => {
    const root = document.createElement("host-app").attachShadow({ mode: "closed" });
    const element = Object.assign(document.createElement("scoria-dashboard"), { base: "/scoria" });
    root.append(element);
    document.querySelector("main")?.append(root.host);
    return element;
  });
  await (await dashboard.waitForSelector("nav a")).focus();
  await page.keyboard.type("gr");
  await expect.poll(() => page.url()).toBe(`${server.url}/app#/workflows`);
  const search = await dashboard.waitForSelector("input[type=search]");
  await page.keyboard.type("/gh");
  expect(await search.inputValue()).toBe("gh");
  expect(page.url()).toBe(`${server.url}/app#/workflows`);
});
