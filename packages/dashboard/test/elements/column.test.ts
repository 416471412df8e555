import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, openPage } from "./chromium.ts";
import { serveElements, type ElementsServer } from "./elements-server.ts";
import { waitingApproval } from "./screens/desk/approvals.ts";
import { deskTime } from "./screens/desk/desk-time.ts";
import { refundDesk } from "./screens/desk/refund-desk.ts";
import { failedCharge, waitingRefund } from "./screens/desk/stories.ts";

const room = 380;
const { approvalId } = waitingApproval;
/** Of a whole dashboard: beside its navigation a page has as much room as on a telephone. */
const roomOfWhole = 600;
const pages = ["/", "/sessions/chat-7f21", "/start?kind=refund", "/schedules", "/lanes/semantic"];
const parts = {
  "scoria-approval": `approval-id="${approvalId}"`,
  "scoria-approvals": "",
  "scoria-run-list": "",
  "scoria-run": `run-id="${failedCharge.runId}"`,
  "scoria-evidence": `run-id="${waitingRefund.runId}"`,
  "scoria-sessions": "",
  "scoria-queues": "",
  "scoria-nodes": "",
};

let browser: Browser;
let server: ElementsServer;

beforeAll(async () => {
  const hostPages = Object.fromEntries(
    Object.entries({ ...parts, "scoria-dashboard": "" }).map(([tag, given]) => [
      `/${tag}`,
      { body: `<div id="column"><${tag} base="/scoria" ${given}></${tag}></div>` },
    ]),
  );
  [browser, server] = await Promise.all([launchChromium(), serveElements({ api: refundDesk(), hostPages })]);
});

afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

for (const tag of Object.keys(parts)) {
  test(`${tag} goes by the room that it has, also in a column of a wide page`, async () => {
    const { page } = await openPage(browser, "about:blank");
    await page.clock.install({ time: deskTime });
    await page.goto(`${server.url}/${tag}`);
    await page.evaluate((width) => (document.querySelector<HTMLElement>("#column")!.style.width = `${width}px`), room);
    const part = page.locator(tag);
    await part.getByRole("heading", { level: 2 }).first().waitFor();
    await expect.poll(() => part.locator("scoria-state[kind=loading]").count()).toBe(0);
    const hidden = await part.evaluate((element) => {
      let most = element.scrollWidth - element.clientWidth;
      const walk = (root: ParentNode): void => {
        for (const each of root.querySelectorAll("*")) {
          if (each.matches(".table-frame")) most = Math.max(most, each.scrollWidth - each.clientWidth);
          if (each.shadowRoot !== null) walk(each.shadowRoot);
        }
      };
      walk(element.shadowRoot!);
      return most;
    });
    expect(hidden).toBe(0);
    if (tag === "scoria-approval") {
      const shown = await part.getByRole("treeitem", { name: "cents: 34900" }).boundingBox();
      expect(shown?.width).toBeGreaterThan(250);
    }
    await page.close();
  });
}

for (const path of pages) {
  test(`the page ${path} of a dashboard in a column of a wide page can be read as far as its room goes`, async () => {
    const { page } = await openPage(browser, "about:blank");
    await page.clock.install({ time: deskTime });
    await page.goto(`${server.url}/scoria-dashboard#${path}`);
    await page.evaluate(
      (width) => (document.querySelector<HTMLElement>("#column")!.style.width = `${width}px`),
      roomOfWhole,
    );
    const main = page.locator("main");
    await main.getByRole("heading", { level: 1 }).waitFor();
    await expect.poll(() => main.locator("scoria-state[kind=loading]").count()).toBe(0);
    const blocks = main.locator(".card, .fact, section, article");
    await blocks.first().waitFor();
    const widths = await blocks.evaluateAll((all) => all.map((block) => block.getBoundingClientRect().width));
    expect(Math.min(...widths)).toBeGreaterThan(250);
    expect(await main.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    await page.close();
  });
}

test("in a row of a host, where the room goes by what is in it, a part is wide enough to be read", async () => {
  const { page } = await openPage(browser, `${server.url}/scoria-approval`);
  await page.evaluate(() => (document.querySelector<HTMLElement>("#column")!.style.display = "flex"));
  const part = page.locator("scoria-approval");
  await part.getByRole("treeitem", { name: "cents: 34900" }).waitFor();
  expect((await part.boundingBox())?.width).toBeGreaterThanOrEqual(320);
  await page.close();
});
