import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { publicElements } from "../../../src/elements/public/public-elements.ts";
import { launchChromium, openPage } from "../chromium.ts";
import { hostPages } from "./host-page.ts";
import { serveHosts, type ServedHosts } from "./serve-hosts.ts";

let browser: Browser;
let hosts: ServedHosts;

beforeAll(async () => {
  [browser, hosts] = await Promise.all([launchChromium(), serveHosts()]);
});

afterAll(async () => {
  await browser.close();
  await hosts[Symbol.asyncDispose]();
});

interface WaitingRuns {
  readonly newest: string;
  readonly other: string;
  readonly approval: string;
}

async function startWaitingRuns(): Promise<WaitingRuns> {
  const { scoria } = hosts.desk;
  const ana = scoria.identity({ actorId: "ana", tenantId: "acme" });
  const start = async (cents: number): Promise<string> => {
    const { runId } = await scoria.startRun(ana, { initialStep: { kind: "refund" }, input: { orderId: "A-1", cents } });
    await scoria.waitForRun(ana, runId, { until: "waiting" });
    return runId;
  };
  const other = await start(4_200);
  const newest = await start(12_900);
  const [approval] = (await scoria.listApprovals(ana, { runId: newest })).approvals;
  return { newest, other, approval: approval?.approvalId ?? "" };
}

const button = (page: Page, name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();

/** Until the host has seen all that the page asked for before. */
function roundTrip(page: Page): Promise<unknown> {
  return page.evaluate(() => fetch("/host.css").then((answer) => answer.text()));
}

for (const { name } of hostPages) {
  describe(`a page of ${name}`, () => {
    test("shows the elements, hears them, tells them of changes, and leaves nothing behind", async () => {
      const { newest, other, approval } = await startWaitingRuns();
      const { page, faults } = await openPage(browser, "about:blank");
      await page.clock.install();
      await page.goto(`${hosts.url}/${name}?other=${other}&approval=${approval}`);
      const status = page.locator("main > [role=status]");

      await page.locator("scoria-run-list").getByRole("link", { name: "refund" }).first().click();
      await expect.poll(() => status.innerText()).toBe(`Opened ${newest}`);
      await page.locator("scoria-run").getByText("12900").first().waitFor();
      await expect.poll(() => hosts.openStreams).toBe(1);
      await button(page, "Other run");
      await page.locator("scoria-run").getByText("4200").first().waitFor();

      await button(page, "Approval");
      await page
        .locator("scoria-approval")
        .getByRole("button", { name: /^Approve…/ })
        .click();
      await page.getByRole("dialog").getByRole("button", { name: "Approve", exact: true }).click();
      await expect.poll(() => status.innerText()).toBe("Decided: approved");

      await page.evaluate(() =>
        Object.assign(window, { left: new WeakRef(document.querySelector("scoria-approval")!) }),
      );
      await button(page, "Leave");
      await expect.poll(() => hosts.openStreams).toBe(0);
      await roundTrip(page);
      const requests = hosts.requests;
      await page.clock.fastForward("10:00");
      await roundTrip(page);
      expect(hosts.requests - requests).toBe(0);
      await page.requestGC();
      expect(await page.evaluate(() => (window as unknown as { left: WeakRef<Element> }).left.deref()?.localName)).toBe(
        undefined,
      );
      expect(faults).toEqual([]);
      await page.close();
    });
  });
}

test("a host changes the look of the elements by its own style sheet", async () => {
  await startWaitingRuns();
  const { page } = await openPage(browser, `${hosts.url}/plain`);
  const list = page.locator("scoria-run-list");
  const styleOf = (selector: string, property: string): Promise<string> =>
    list
      .locator(selector)
      .first()
      .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
  await list.getByRole("table").waitFor();
  expect(await styleOf("scoria-page-header h2", "color")).toBe("rgb(18, 52, 86)");
  expect(await styleOf(".table-frame", "border-top-width")).toBe("3px");
});

test("each element draws what it is for, in a page that is no dashboard", async () => {
  const { newest, approval } = await startWaitingRuns();
  const { page, faults } = await openPage(browser, `${hosts.url}/plain`);
  for (const [tag, { attributes }] of Object.entries(publicElements)) {
    const given = Object.keys(attributes).map((name) => [name, name === "run-id" ? newest : approval] as const);
    await page.evaluate(
      ([name, values]) => {
        const element = document.createElement(name);
        for (const [attribute, value] of values) element.setAttribute(attribute, value);
        document.querySelector("#view")!.replaceChildren(element);
      },
      [tag, given] as const,
    );
    await page.locator(tag).getByRole("heading", { level: 2 }).first().waitFor();
    await expect.poll(() => page.locator(tag).locator("scoria-state[kind=loading]").count()).toBe(0);
    expect(await page.locator(tag).locator("scoria-state[kind=failed], scoria-state[kind=forbidden]").count()).toBe(0);
  }
  expect(faults).toEqual([]);
});
