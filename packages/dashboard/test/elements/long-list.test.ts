import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, openPage } from "./chromium.ts";
import { serveElements, type ElementsServer } from "./elements-server.ts";
import { aRun, runIdOf, scriptedDesk } from "./scripted-desk.ts";

const runs = Array.from({ length: 330 }, (_, at) => aRun(at + 1));

let browser: Browser;
let server: ElementsServer;

beforeAll(async () => {
  const api = scriptedDesk().on("listRuns", ({ query }) => {
    const begin = Number(query.get("cursor") ?? 0);
    const end = begin + Number(query.get("limit"));
    return { runs: runs.slice(begin, end), nextCursor: end < runs.length ? String(end) : null };
  });
  [browser, server] = await Promise.all([launchChromium(), serveElements({ api })]);
});

afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

test("a list grows page by page, says how far it goes, and keeps in the page only rows near to what is seen", async () => {
  const { page, faults } = await openPage(browser, `${server.url}/scoria/workflows`);
  for (let shown = 50; shown < 330; shown += 50) {
    await page.getByText(`The newest ${shown} are shown.`).waitFor();
    await page.getByRole("button", { name: "Show 50 more" }).click();
  }
  await page.getByText("330 runs, and that is all.").waitFor();
  expect(await page.getByRole("table").getAttribute("aria-rowcount")).toBe("331");
  expect(await page.locator("tr[data-key]").count()).toBeLessThan(120);

  await page.keyboard.press("r");
  await page.keyboard.press("End");
  const last = page.locator(`tr[data-key="${runIdOf(330)}"]`);
  await last.waitFor();
  expect(await last.getAttribute("aria-rowindex")).toBe("331");
  expect(faults).toEqual([]);
});

test("j goes on below what is in the page", async () => {
  const { page } = await openPage(browser, `${server.url}/scoria/workflows`);
  for (let shown = 50; shown < 330; shown += 50) {
    await page.getByText(`The newest ${shown} are shown.`).waitFor();
    await page.getByRole("button", { name: "Show 50 more" }).click();
  }
  await page.getByText("330 runs, and that is all.").waitFor();
  for (let row = 0; row < 130; row += 1) await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.url()).toBe(`${server.url}/scoria/workflows/${runIdOf(130)}`);
});

test("a page more stays when a read that began before it is answered after it", async () => {
  const held = Promise.withResolvers<void>();
  let reads = 0;
  const api = scriptedDesk().on("listRuns", async ({ query }) => {
    if (query.has("cursor")) return { runs: runs.slice(50, 100), nextCursor: "100" };
    reads += 1;
    if (reads === 2) await held.promise;
    const [newest = aRun(1)] = runs;
    return {
      runs: [{ ...newest, status: reads === 1 ? "running" : "failed" }, ...runs.slice(1, 50)],
      nextCursor: "50",
    };
  });
  await using own = await serveElements({ api });
  const { page } = await openPage(browser, `${own.url}/scoria/workflows`);
  await page.getByText("The newest 50 are shown.").waitFor();
  await page.keyboard.press("r");
  await expect.poll(() => reads).toBe(2);
  await page.getByRole("button", { name: "Show 50 more" }).click();
  await page.getByText("The newest 100 are shown.").waitFor();
  held.resolve();
  await page.getByRole("cell", { name: "Failed" }).waitFor();
  expect(await page.getByText("The newest 100 are shown.").isVisible()).toBe(true);
  await page.close();
});
