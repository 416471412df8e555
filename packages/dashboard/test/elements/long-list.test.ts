import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, openPage } from "./chromium.ts";
import { serveElements, type ElementsServer } from "./elements-server.ts";
import { ScriptedRefusal, type ScriptedApi } from "./scripted-api.ts";
import { aRun, runIdOf, scriptedDesk } from "./scripted-desk.ts";

const runs = Array.from({ length: 450 }, (_, at) => aRun(at + 1));

let browser: Browser;
let server: ElementsServer;

function listing(): ScriptedApi {
  return scriptedDesk().on("listRuns", ({ query }) => {
    const begin = Number(query.get("cursor") ?? 0);
    const end = begin + Number(query.get("limit"));
    return { runs: runs.slice(begin, end), nextCursor: end < runs.length ? String(end) : null };
  });
}

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), serveElements({ api: listing() })]);
});

afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

/** The runs in the window from top to bottom, once they are drawn. */
function rowsInWindow(page: Page): Promise<readonly string[]> {
  return page.locator("tr[data-key]").evaluateAll((rows) =>
    rows.flatMap((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return bottom > 0 && top < innerHeight ? [(row as HTMLElement).dataset["key"] ?? ""] : [];
    }),
  );
}

/** To the top (0), the end (1) or between; once what is there then is drawn. */
async function scrollTo(page: Page, place: number): Promise<void> {
  await page.evaluate(async (part) => {
    window.scrollTo(0, document.documentElement.scrollHeight * part);
    for (const _frame of [1, 2]) await new Promise((resolve) => requestAnimationFrame(resolve));
  }, place);
}

test("who scrolls down a list comes to each run in its turn, and only rows near the window are in the page", async () => {
  const { page, faults } = await openPage(browser, `${server.url}/scoria/workflows`);
  await page.getByText("The newest 50 are shown.").waitFor();
  await page.mouse.move(640, 400);
  const seen = new Set(await rowsInWindow(page));
  let most = 0;
  const last = runIdOf(runs.length);
  for (let turns = 0; turns < 60 && !seen.has(last); turns += 1) {
    await page.mouse.wheel(0, 700);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    for (const runId of await rowsInWindow(page)) seen.add(runId);
    most = Math.max(most, await page.locator("tr[data-key]").count());
  }
  expect([...seen]).toEqual(runs.map(({ runId }) => runId));
  expect(most).toBeLessThan(160);
  await page.getByText("450 runs, and that is all.").waitFor();
  expect(await page.getByRole("table").getAttribute("aria-rowcount")).toBe("451");
  expect(await page.locator(`tr[data-key="${last}"]`).getAttribute("aria-rowindex")).toBe("451");
  expect(faults).toEqual([]);
  await page.close();
});

test("rows that were scrolled away leave nothing behind", async () => {
  const { page } = await openPage(browser, `${server.url}/scoria/workflows`);
  await page.getByText("The newest 50 are shown.").waitFor();
  while (!(await page.getByText("450 runs, and that is all.").isVisible())) await scrollTo(page, 1);
  const nodesInBody = (): Promise<number> =>
    page.locator("tbody").evaluate((body) => {
      const walker = document.createTreeWalker(body);
      let nodes = 0;
      while (walker.nextNode() !== null) nodes += 1;
      return nodes;
    });
  await scrollTo(page, 0);
  await expect.poll(() => rowsInWindow(page)).toContain(runIdOf(1));
  await expect.poll(() => page.locator("tr[data-key]").count()).toBeGreaterThan(35);
  const before = await nodesInBody();
  for (let turn = 0; turn < 5; turn += 1) for (const place of [0.25, 0.5, 1, 0]) await scrollTo(page, place);
  await expect.poll(nodesInBody).toBe(before);
  await page.close();
});

test("who drags the scroll bar sees the rows there at once, and when it stops those beyond are in the page", async () => {
  const { page } = await openPage(browser, `${server.url}/scoria/workflows`);
  await page.getByText("The newest 50 are shown.").waitFor();
  while (!(await page.getByText("450 runs, and that is all.").isVisible())) await scrollTo(page, 1);
  await scrollTo(page, 0);
  await scrollTo(page, 0.5);
  const isFilled = await page.locator("tr[data-key]").evaluateAll((rows) => {
    const [first, last] = [rows[0], rows.at(-1)].map((row) => row?.getBoundingClientRect());
    return first !== undefined && last !== undefined && first.top <= 0 && last.bottom >= innerHeight;
  });
  expect(isFilled).toBe(true);
  const inWindow = await rowsInWindow(page);
  await expect.poll(() => page.locator("tr[data-key]").count()).toBeGreaterThanOrEqual(inWindow.length + 38);
  await page.close();
});

test("a time in a row tells its date and zone when it is pointed at", async () => {
  const { page } = await openPage(browser, `${server.url}/scoria/workflows`);
  const time = page.locator("tr[data-key] time").first();
  await time.hover();
  const shown = await time.evaluate((element) => getComputedStyle(element, "::after").content);
  expect(shown).toMatch(/^"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} UTC/);
  await page.close();
});

test("j goes on below what is in the page, and reads more before the last row", async () => {
  const { page } = await openPage(browser, `${server.url}/scoria/workflows`);
  await page.getByText("The newest 50 are shown.").waitFor();
  for (let row = 0; row < 45; row += 1) await page.keyboard.press("j");
  await page.getByText("The newest 250 are shown.").waitFor();
  for (let row = 45; row < 90; row += 1) await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.url()).toBe(`${server.url}/scoria/workflows/${runIdOf(90)}`);
  await page.close();
});

/** The row that the focus is in. */
function rowInFocus(page: Page): Promise<string | undefined> {
  return page.evaluate(() => {
    let focus = document.activeElement;
    while (focus?.shadowRoot?.activeElement) focus = focus.shadowRoot.activeElement;
    return focus?.closest<HTMLElement>("tr")?.dataset["key"];
  });
}

/** What the focus is on by its own text, and how far down one is. */
function placeOf(page: Page): Promise<{ readonly focus: string | undefined; readonly top: number }> {
  return page.evaluate(() => {
    let focus = document.activeElement;
    while (focus?.shadowRoot?.activeElement) focus = focus.shadowRoot.activeElement;
    return { focus: focus?.textContent.trim(), top: scrollY };
  });
}

test("who opens a run far down a list and goes back is where they were, on that run, and so is who goes on", async () => {
  const { page } = await openPage(browser, `${server.url}/scoria/workflows`);
  await page.getByText("The newest 50 are shown.").waitFor();
  while (!(await page.getByText("450 runs, and that is all.").isVisible())) await scrollTo(page, 1);
  await scrollTo(page, 1);
  const opened = page.locator(`tr[data-key="${runIdOf(445)}"] .row-link`);
  await opened.focus();
  const { top } = await placeOf(page);
  expect(top).toBeGreaterThan(14_000);
  await page.keyboard.press("Enter");
  await expect.poll(() => page.url()).toBe(`${server.url}/scoria/workflows/${runIdOf(445)}`);
  await expect.poll(() => placeOf(page)).toMatchObject({ top: 0 });
  await page.goBack();
  await expect.poll(() => rowInFocus(page)).toBe(runIdOf(445));
  expect(await placeOf(page)).toMatchObject({ top });
  expect(await rowsInWindow(page)).toContain(runIdOf(445));
  await page.keyboard.press("j");
  expect(await rowInFocus(page)).toBe(runIdOf(446));
  await page.keyboard.type("gq");
  await expect.poll(() => placeOf(page)).toEqual({ focus: "Queues", top: 0 });
  await page.goBack();
  await expect.poll(() => rowInFocus(page)).toBe(runIdOf(446));
  await scrollTo(page, 0.5);
  const { top: half } = await placeOf(page);
  await page.goForward();
  await expect.poll(() => placeOf(page)).toEqual({ focus: "Queues", top: 0 });
  await page.goBack();
  await expect.poll(() => placeOf(page)).toMatchObject({ top: half });
  await page.close();
});

test("who goes back to a list that does not reach as far down as before is at its end", async () => {
  const { page } = await openPage(browser, `${server.url}/scoria/workflows`);
  await page.getByText("The newest 50 are shown.").waitFor();
  while (!(await page.getByText("450 runs, and that is all.").isVisible())) await scrollTo(page, 1);
  await scrollTo(page, 1);
  const { top } = await placeOf(page);
  await page.locator(`tr[data-key="${runIdOf(445)}"] .row-link`).press("Enter");
  await expect.poll(() => placeOf(page)).toMatchObject({ top: 0 });
  await page.setViewportSize({ width: 1280, height: 2_000 });
  await page.goBack();
  await expect.poll(() => rowInFocus(page)).toBe(runIdOf(445));
  expect((await placeOf(page)).top).toBeLessThan(top);
  expect(await rowsInWindow(page)).toContain(runIdOf(450));
  await page.close();
});

test("who does not scroll asks for more by a button", async () => {
  const { page } = await openPage(browser, `${server.url}/scoria/workflows`);
  await page.getByRole("button", { name: "Show 200 more" }).press("Enter");
  await page.getByText("The newest 250 are shown.").waitFor();
  await page.close();
});

test("rows far down a list are read again where one looks, with two requests at most", async () => {
  const asked = new Set<string>();
  let status: "running" | "failed" = "running";
  const api = scriptedDesk().on("listRuns", ({ query }) => {
    asked.add(query.toString());
    const begin = Number(query.get("cursor") ?? 0);
    const end = begin + Number(query.get("limit"));
    const page = runs.slice(begin, end).map((run) => ({ ...run, status }));
    return { runs: page, nextCursor: end < runs.length ? String(end) : null };
  });
  await using own = await serveElements({ api });
  const { page } = await openPage(browser, `${own.url}/scoria/workflows`);
  await page.getByText("The newest 50 are shown.").waitFor();
  while (!(await page.getByText("450 runs, and that is all.").isVisible())) await scrollTo(page, 1);
  await scrollTo(page, 1);
  const last = page.locator(`tr[data-key="${runIdOf(450)}"]`);
  await last.getByRole("cell", { name: "Running" }).waitFor();
  status = "failed";
  asked.clear();
  await page.keyboard.press("r");
  await last.getByRole("cell", { name: "Failed" }).waitFor();
  expect(asked.size).toBe(2);
  expect(await page.getByRole("cell", { name: "Running" }).count()).toBe(0);
  await scrollTo(page, 0.5);
  await expect.poll(() => page.getByRole("cell", { name: "Running" }).count()).toBe(0);
  await page.getByText("450 runs, and that is all.").waitFor();
  await page.close();
});

test("a page more that cannot be read is said once, and asked for again by who wants it", async () => {
  let isDown = true;
  let asked = 0;
  const api = scriptedDesk().on("listRuns", ({ query }) => {
    if (!query.has("cursor")) return { runs: runs.slice(0, 50), nextCursor: "50" };
    asked += 1;
    if (isDown) return new ScriptedRefusal(503, "DATABASE_UNAVAILABLE", "The database is away.");
    return { runs: runs.slice(50, 250), nextCursor: "250" };
  });
  await using own = await serveElements({ api });
  const { page } = await openPage(browser, `${own.url}/scoria/workflows`);
  await page.getByText("The newest 50 are shown.").waitFor();
  await page.keyboard.press("End");
  await page.getByText("The database is away.").first().waitFor();
  await page.keyboard.press("Home");
  await page.keyboard.press("End");
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  expect(asked).toBe(1);
  isDown = false;
  await page.getByRole("button", { name: "Show 200 more" }).click();
  await page.getByText("The newest 250 are shown.").waitFor();
  await page.close();
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
  await page.getByRole("button", { name: "Show 200 more" }).click();
  await page.getByText("The newest 100 are shown.").waitFor();
  held.resolve();
  await page.getByRole("cell", { name: "Failed" }).waitFor();
  expect(await page.getByText("The newest 100 are shown.").isVisible()).toBe(true);
  await page.close();
});
