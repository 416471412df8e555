import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { launchChromium } from "../chromium.ts";
import { serveElements, type ElementsServer } from "../elements-server.ts";
import { aRun, scriptedDesk } from "../scripted-desk.ts";
import { payloads } from "./payloads.ts";
import { noHarm, watchPage, type WatchedForHarm } from "./watch-page.ts";

/** A text of a tenant, as each view shows it. */
let text = "";
let browser: Browser;
let server: ElementsServer;

beforeAll(async () => {
  const api = scriptedDesk().on("listRuns", () => ({ runs: [aRun(1, { kind: text })], nextCursor: null }));
  [browser, server] = await Promise.all([launchChromium(), serveElements({ api })]);
});

afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

/** The list of runs with a text in it, that a careless view then makes markup of, where it stands. */
async function showCarelessly(
  given: string,
  { isGuarded }: { readonly isGuarded: boolean },
): Promise<WatchedForHarm & { readonly written: Promise<void> }> {
  text = given;
  const watched = await watchPage(browser, `${server.url}/scoria/workflows`, { bypassCSP: !isGuarded });
  const shown = watched.page.getByRole("table").getByRole("link");
  await shown.waitFor();
  expect(await shown.innerText()).toBe(given);
  expect(watched.harm).toEqual(noHarm());
  return { ...watched, written: shown.evaluate((link) => void (link.innerHTML = link.textContent)) };
}

test("a text that runs as a script is counted, and so is what it does", async () => {
  const { harm, written } = await showCarelessly("<img src=data:, onerror=__hit()>", { isGuarded: false });
  await written;
  await expect.poll(() => harm).toEqual({ ...noHarm(), hits: 1 });
});

test("a dialog is counted, and closed", async () => {
  const { harm, written } = await showCarelessly("<img src=data:, onerror=alert(1)>", { isGuarded: false });
  await written;
  await expect.poll(() => harm).toEqual({ ...noHarm(), dialogs: 1 });
});

test("a request that is none of the dashboard's is counted, to another origin and to its own", async () => {
  const { harm, written } = await showCarelessly("<img src=http://127.0.0.1:65535/p><img src=/scoria/x>", {
    isGuarded: false,
  });
  await written;
  const requests = [`image http://127.0.0.1:65535/p`, `image ${server.url}/scoria/x`];
  await expect.poll(() => harm).toEqual({ ...noHarm(), requests });
});

test("a navigation is counted, with where it led", async () => {
  const { page, harm, written } = await showCarelessly("<img src=data:, onerror=location='/elsewhere'>", {
    isGuarded: false,
  });
  const to = `${server.url}/elsewhere`;
  await Promise.all([page.waitForURL(to), written]);
  expect(harm.navigations).toEqual([to]);
  expect(harm.requests).toContain(`document ${to}`);
});

test("a frame, and what is written to the clipboard, are counted", async () => {
  const given = "<iframe></iframe><img src=data:, onerror=navigator.clipboard.writeText(1)>";
  const { harm, written } = await showCarelessly(given, { isGuarded: false });
  await written;
  await expect.poll(() => harm).toEqual({ ...noHarm(), frames: 1, clipboard: 1 });
});

test("a window that opens at a click is counted", async () => {
  // Above the link, which takes every click on its row.
  const given = "<b style=position:relative;z-index:9 onclick=event.preventDefault(),window.open()>press</b>";
  const { page, harm, written } = await showCarelessly(given, { isGuarded: false });
  await written;
  await page.getByText("press", { exact: true }).click();
  await expect.poll(() => harm).toMatchObject({ hits: 0, windows: 1 });
});

test("under the policy of the dashboard the same text does nothing, and that it was refused is counted", async () => {
  const { harm, written } = await showCarelessly("<img src=data:, onerror=__hit()>", { isGuarded: true });
  await expect(written).rejects.toThrow("TrustedHTML");
  await expect.poll(() => harm.refused).toHaveLength(1);
  expect(harm).toEqual({ ...noHarm(), refused: harm.refused });
});

test("the payloads are in earnest: as markup many run by themselves, and lead elsewhere", async () => {
  const { page, harm } = await watchPage(browser, `${server.url}/scoria/workflows`, { bypassCSP: true });
  await page.route(/evil\.example/, (route) => route.abort());
  await page.getByRole("table").waitFor();
  // Each in a frame of its own: where one leads, the others stay.
  await page.evaluate((all) => {
    for (const srcdoc of all) document.body.append(Object.assign(document.createElement("iframe"), { srcdoc }));
  }, payloads);
  await expect.poll(() => harm.frames, { timeout: 20_000 }).toBeGreaterThanOrEqual(payloads.length);
  // The rest wait for a click or a pointer.
  await expect.poll(() => harm.hits, { timeout: 20_000 }).toBeGreaterThan(40);
  await expect.poll(() => harm.navigations.length, { timeout: 20_000 }).toBeGreaterThan(0);
  const led = (): number => harm.requests.filter((request) => request.includes("evil.example")).length;
  await expect.poll(led, { timeout: 20_000 }).toBeGreaterThan(5);
});
