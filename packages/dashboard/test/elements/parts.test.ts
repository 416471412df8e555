import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildGallery } from "./build-gallery.ts";
import { launchChromium, openPage, type WatchedPage } from "./chromium.ts";
import { serveElements, type ElementsServer } from "./elements-server.ts";
import { ScriptedText } from "./scripted-api.ts";
import { scriptedDesk } from "./scripted-desk.ts";

const values =
  '{"amount":12345678901234567890,"rate":1.10,"plain":42,"note":"key [redacted:api-key] of b\u200Bo",' +
  `"odd name":{"deep":[1,2]},"long":"${"x".repeat(900)}"}`;

let browser: Browser;
let server: ElementsServer;

beforeAll(async () => {
  const script = await buildGallery();
  const api = scriptedDesk().on("readLane", () => new ScriptedText(values));
  browser = await launchChromium();
  server = await serveElements({
    api,
    hostPages: { "/gallery": { body: "<scoria-gallery></scoria-gallery>", script } },
  });
});

afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

async function openGallery(): Promise<WatchedPage> {
  const watched = await openPage(browser, `${server.url}/gallery`, {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await watched.page.getByRole("tree", { name: "values" }).waitFor();
  return watched;
}

test("numbers are shown and copied as they were written, however large", async () => {
  const { page, faults } = await openGallery();
  await page.getByRole("treeitem", { name: "amount: 12345678901234567890" }).waitFor();
  await page.getByRole("treeitem", { name: "rate: 1.10" }).waitFor();
  await page.getByRole("treeitem", { name: "amount" }).click();
  await page.keyboard.press("c");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("12345678901234567890");
  await page.getByRole("button", { name: "Copy", exact: true }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('"rate": 1.10,');
  expect(faults).toEqual([]);
});

test("a redaction is a mark of its own, and a long text is folded until it is asked for", async () => {
  const { page } = await openGallery();
  await page.getByText("redacted: api-key").waitFor();
  await page.getByRole("button", { name: "Show all 900 characters" }).click();
  await page.getByText("x".repeat(900)).waitFor();
});

test("the arrow keys walk and fold the tree, and p copies where one is", async () => {
  const { page } = await openGallery();
  await page.getByRole("treeitem", { name: "odd name" }).click();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("p");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('$["odd name"].deep[0]');
});

test("characters that cannot be seen are spelled out, and those inside of an emoji are left alone", async () => {
  const { page } = await openGallery();
  const text = await page.locator("#text bdi").innerText();
  expect(text).toBe("payU+202E001 lamronU+202C to bU+200Bo 👩\u200D🚀");
});

test("markdown of a model brings no HTML, no image and no link to another host", async () => {
  const { page, faults } = await openGallery();
  const block = page.locator("scoria-markdown");
  await block.getByRole("listitem").first().waitFor();
  expect(await block.getByRole("link").allTextContents()).toEqual(["link home"]);
  expect(await block.locator("img, script, iframe").count()).toBe(0);
  const text = await block.locator(".formatted").innerText();
  expect(text).toContain('<img src=x onerror="alert(1)">');
  expect(text).toContain("link away (https://evil.example/x?q=1)");
  expect(text).toContain("script (javascript:alert(1))");
  expect(text).toContain("[image not shown: a picture]");
  expect(text).toContain("bold text & an");
  expect(faults).toEqual([]);
});

test("an id can be copied where the browser hides the clipboard", async () => {
  const watched = await openPage(browser, "about:blank", { permissions: ["clipboard-read", "clipboard-write"] });
  const { page } = watched;
  await page.addInitScript(() => {
    Object.assign(window, { readClipboard: navigator.clipboard.readText.bind(navigator.clipboard) });
    Object.defineProperty(navigator, "clipboard", { value: undefined });
  });
  await page.goto(`${server.url}/gallery`);
  await page.getByRole("button", { name: "Copy run id" }).click();
  const read = (): Promise<string> =>
    page.evaluate(() => (window as unknown as { readClipboard: () => Promise<string> }).readClipboard());
  await expect.poll(read).toBe("0199c0de-0000-7000-8000-00000000002a");
});

test("what cannot be taken back asks for a reason, and the focus comes back to where it was", async () => {
  const { page } = await openGallery();
  const button = page.getByRole("button", { name: "Do it", exact: true });
  await button.click();
  const dialog = page.getByRole("dialog", { name: "Do it?" });
  await page.keyboard.press("ControlOrMeta+Enter");
  expect(await dialog.isVisible()).toBe(true);
  await page.keyboard.press("Escape");
  await page.getByText("Left alone").first().waitFor();
  expect(await button.evaluate((element) => element.matches(":focus"))).toBe(true);
  await button.click();
  await page.keyboard.type("because");
  await page.keyboard.press("ControlOrMeta+Enter");
  await page.getByText("Done: because").first().waitFor();
});

test("a time says how long ago it was, and its date and zone when it has the focus", async () => {
  const { page } = await openGallery();
  const time = page.locator("scoria-time time");
  expect(await time.innerText()).toMatch(/^\d+ d ago$/);
  await time.focus();
  await page.getByText(/^2026-01-0\d \d\d:04:05\.678 UTC/).waitFor({ state: "visible" });
});
