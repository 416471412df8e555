import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, openPage } from "./chromium.ts";
import { serveElements, type ElementsServer } from "./elements-server.ts";
import { aRun, runIdOf, scriptedDesk } from "./scripted-desk.ts";

let browser: Browser;
let server: ElementsServer;

beforeAll(async () => {
  const runs = [aRun(1, { status: "failed", kind: "import" }), aRun(2), aRun(3)];
  const api = scriptedDesk(runs);
  [browser, server] = await Promise.all([
    launchChromium(),
    serveElements({
      api,
      hostPages: {
        "/admin": { body: '<h1>Admin</h1><scoria-dashboard base="/scoria"></scoria-dashboard>' },
        "/manual": {
          body: '<a href="#prices">Prices</a> <a href="#">Top</a> <scoria-dashboard base="/scoria"></scoria-dashboard>',
        },
        "/shop": { body: '<h1>Shop</h1><scoria-run-list base="/scoria"></scoria-run-list>' },
      },
    }),
  ]);
});

afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

test("a link opens its page in place, and back returns to the list as it was narrowed", async () => {
  const { page, faults } = await openPage(browser, `${server.url}/scoria`);
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  await page.getByRole("link", { name: "Runs", exact: true }).click();
  await page.getByRole("link", { name: "Failed", exact: true }).click();
  await page.getByRole("link", { name: "import" }).click();
  await expect.poll(() => page.url()).toBe(`${server.url}/scoria/workflows/${runIdOf(1)}`);
  await page.goBack();
  expect(page.url()).toBe(`${server.url}/scoria/workflows?status=failed`);
  await page.getByRole("link", { name: "import" }).waitFor();
  expect(await page.getByRole("row").count()).toBe(2);
  expect(await page.evaluate(() => "isSamePage" in window)).toBe(true);
  expect(faults).toEqual([]);
});

test("an address that is opened directly shows what it says", async () => {
  const { page } = await openPage(browser, `${server.url}/scoria/workflows?kind=import&status=failed`);
  await page.getByRole("link", { name: "import" }).waitFor();
  expect(await page.getByRole("textbox", { name: "Kind" }).inputValue()).toBe("import");
  expect(await page.title()).toBe("Runs · Scoria");
});

test("a link that is clicked with Ctrl opens beside, and the page stays", async () => {
  const { page } = await openPage(browser, `${server.url}/scoria`);
  const [opened] = await Promise.all([
    page.context().waitForEvent("page"),
    page.getByRole("link", { name: "Runs", exact: true }).click({ modifiers: ["ControlOrMeta"] }),
  ]);
  await opened.waitForURL("**/scoria/workflows");
  expect(page.url()).toBe(`${server.url}/scoria`);
});

test("an address that leads nowhere says so and leads home", async () => {
  const { page } = await openPage(browser, `${server.url}/scoria/nowhere`);
  await page.getByRole("heading", { name: "There is no such page" }).waitFor();
  await page.getByRole("link", { name: "Go home" }).click();
  await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
});

test("in a page of the host, routes stand behind the #, so that a reload comes back to it", async () => {
  const { page } = await openPage(browser, `${server.url}/admin`);
  await page.getByRole("link", { name: "Runs", exact: true }).click();
  await page.getByRole("link", { name: "Failed", exact: true }).click();
  expect(page.url()).toBe(`${server.url}/admin#/workflows?status=failed`);
  await page.reload();
  await page.getByRole("heading", { name: "Admin" }).waitFor();
  await page.getByRole("link", { name: "import" }).waitFor();
  expect(await page.getByRole("row").count()).toBe(2);
});

test("a fragment of the host's own leaves the page of the dashboard as it is, and back goes through both", async () => {
  const { page } = await openPage(browser, `${server.url}/manual`);
  await page.getByRole("link", { name: "Runs", exact: true }).click();
  await page.getByRole("link", { name: "Failed", exact: true }).click();
  await page.getByRole("link", { name: "Prices" }).click();
  await page.getByRole("link", { name: "Top" }).click();
  expect(page.url()).toBe(`${server.url}/manual#`);
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Runs");
  await page.goBack();
  expect(page.url()).toBe(`${server.url}/manual#prices`);
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Runs");
  expect(await page.getByRole("row").count()).toBe(2);
  for (const _entry of ["Failed", "Runs", "Home"]) await page.goBack();
  expect(page.url()).toBe(`${server.url}/manual`);
  await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
});

test("back to an entry with a fragment of the host's own shows what the dashboard showed there", async () => {
  const { page } = await openPage(browser, `${server.url}/manual#prices`);
  await page.getByRole("link", { name: "Runs", exact: true }).click();
  await page.getByRole("heading", { name: "Runs", level: 1 }).waitFor();
  await page.goBack();
  expect(page.url()).toBe(`${server.url}/manual#prices`);
  await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
  await page.getByRole("link", { name: "Runs", exact: true }).click();
  await page.getByRole("link", { name: "Prices" }).click();
  await page.getByRole("link", { name: "Queues", exact: true }).click();
  await page.getByRole("heading", { name: "Queues", level: 1 }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { name: "Runs", level: 1 }).waitFor();
});

test("a part that stands alone tells the host which run was opened, narrows itself in place, and links to the dashboard", async () => {
  const { page, faults } = await openPage(browser, `${server.url}/shop`);
  await page.getByRole("link", { name: "Failed", exact: true }).click();
  expect(page.url()).toBe(`${server.url}/shop`);
  await expect.poll(() => page.getByRole("row").count()).toBe(2);
  await page.evaluate(() => {
    document.addEventListener("scoria-run-open", (event) => {
      event.preventDefault();
      document.title = (event as CustomEvent<{ runId: string }>).detail.runId;
    });
  });
  const link = page.getByRole("link", { name: "import" });
  expect(await link.getAttribute("href")).toBe(`/scoria/workflows/${runIdOf(1)}`);
  await link.click();
  expect(await page.title()).toBe(runIdOf(1));
  expect(page.url()).toBe(`${server.url}/shop`);
  expect(faults).toEqual([]);
});
