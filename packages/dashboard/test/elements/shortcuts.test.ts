import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, openPage } from "./chromium.ts";
import { serveElements, type ElementsServer } from "./elements-server.ts";
import { runIdOf, scriptedDesk } from "./scripted-desk.ts";

let browser: Browser;
let server: ElementsServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), serveElements({ api: scriptedDesk() })]);
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
