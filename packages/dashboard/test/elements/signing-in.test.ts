import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, openPage } from "./chromium.ts";
import { serveElements } from "./elements-server.ts";
import { ScriptedRefusal } from "./scripted-api.ts";
import { aRun, operator, scriptedDesk } from "./scripted-desk.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(() => browser.close());

const refusal = new ScriptedRefusal(401, "NOT_AUTHORIZED", "The host did not say who asks.");
const list = `<scoria-run-list base="/scoria"></scoria-run-list>`;

/** A host at which one person after the other signs in. */
class Host implements AsyncDisposable {
  who: "ana" | "bo" | "nobody" = "ana";
  /** What bo's lists wait for. */
  bosTurn: Promise<void> = Promise.resolve();
  readonly api = scriptedDesk()
    .on("getOperator", () => {
      if (this.who === "nobody") return refusal;
      return this.who === "ana" ? { ...operator, actorId: "ana" } : { ...operator, actorId: "bo", can: ["read"] };
    })
    .on("listRuns", async () => {
      const { who } = this;
      if (who === "nobody") return refusal;
      if (who === "bo") await this.bosTurn;
      return { runs: [aRun(1, { kind: `of-${who}`, status: "running" })], nextCursor: null };
    });
  #server: (AsyncDisposable & { readonly url: string }) | undefined;
  #page: Page | undefined;

  async open(path: string): Promise<Page> {
    this.#server = await serveElements({ api: this.api, hostPages: { "/host": { body: list } } });
    const { page } = await openPage(browser, `${this.#server.url}${path}`);
    this.#page = page;
    await page.getByRole("link", { name: "of-ana" }).waitFor();
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#page?.close();
    await this.#server?.[Symbol.asyncDispose]();
  }
}

/** Somebody comes back to the tab. */
const comeBack = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));

test("who signs in next in the same page sees nothing of the one before, and has no buttons of theirs", async () => {
  await using host = new Host();
  const page = await host.open("/host");
  expect(await page.getByRole("checkbox").count()).toBeGreaterThan(0);
  await page.evaluate(() => document.querySelector("scoria-run-list")!.remove());
  host.who = "bo";
  const { promise, resolve } = Promise.withResolvers<void>();
  host.bosTurn = promise;
  await page.evaluate(() =>
    document.body.append(Object.assign(document.createElement("scoria-run-list"), { base: "/scoria" })),
  );
  await expect.poll(() => host.api.calls.filter(({ name }) => name === "listRuns").length).toBe(2);
  expect(await page.getByRole("link", { name: "of-ana" }).count()).toBe(0);
  resolve();
  await page.getByRole("link", { name: "of-bo" }).waitFor();
  expect(await page.getByRole("checkbox").count()).toBe(0);
});

test("who comes back to a tab at which somebody else has signed in meanwhile sees what that one may see", async () => {
  await using host = new Host();
  const page = await host.open("/scoria/workflows");
  host.who = "bo";
  await comeBack(page);
  await page.getByRole("link", { name: "of-bo" }).waitFor();
  await page.getByText("bo", { exact: true }).first().waitFor();
  expect(await page.getByRole("link", { name: "of-ana" }).count()).toBe(0);
  expect(await page.getByRole("checkbox").count()).toBe(0);
});

test("a session that has run out takes everything off the page, and goes on where it was once somebody signed in again", async () => {
  await using host = new Host();
  const page = await host.open("/scoria/workflows?kind=refund");
  host.who = "nobody";
  await page.keyboard.press("r");
  await page.getByRole("heading", { name: "You are not signed in, or may not come here" }).waitFor();
  expect(await page.getByRole("link", { name: "of-ana" }).count()).toBe(0);
  await page.getByRole("button", { name: "Try again" }).waitFor();
  host.who = "ana";
  await comeBack(page);
  await page.getByRole("link", { name: "of-ana" }).waitFor();
  expect(new URL(page.url()).search).toBe("?kind=refund");
});
