import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { focusOf } from "../focus-of.ts";
import { actAtDesk } from "./act-at-desk.ts";

actAtDesk("queues", (at) => {
  /** Runs that stay queued, because their queue is paused. */
  const queueUp = async (queue: string, count: number): Promise<readonly string[]> => {
    await at.scoria.queues.pause(at.ops, queue, { reason: "the test holds it" });
    const start = async (): Promise<string> => {
      const run = await at.scoria.startRun(at.ana, { initialStep: { kind: "report" }, queue });
      return run.runId;
    };
    return Promise.all(Array.from({ length: count }, start));
  };

  const statsOf = async (name: string) => (await at.scoria.queues.stats(at.ops)).find(({ queue }) => queue === name);

  const cardOf = (page: Page, queue: string) => page.getByRole("article", { name: queue });

  test("a paused queue comes first, and says who paused it, when and why; resumed there, its runs go on", async () => {
    await at.scoria.queues.configure(at.ops, "default", { maxSize: 1_000 });
    const runIds = await queueUp("letters", 2);
    const { page, faults } = await at.open("/queues");
    const card = cardOf(page, "letters");
    await card.getByText("Paused by ops").waitFor();
    expect(await card.innerText()).toMatch(/Paused by ops .*: the test holds it/);
    const names = await page.getByRole("article").evaluateAll((all) => all.map((one) => one.ariaLabel ?? ""));
    expect(names.indexOf("letters")).toBeLessThan(names.indexOf("default"));
    await card.getByRole("button", { name: "Resume" }).press("Enter");
    await page.getByText("Nodes take runs of letters again.").first().waitFor();
    await card.getByRole("button", { name: "Pause" }).waitFor();
    expect(await focusOf(page)).toMatchObject({ text: "Pause" });
    for (const runId of runIds)
      expect(await at.scoria.waitForRun(at.ana, runId, { until: "settled" })).toMatchObject({ status: "completed" });
    expect(faults).toEqual([]);
  });

  test("a queue is paused with a reason, and stays as it is when the question is answered with no", async () => {
    await at.scoria.queues.configure(at.ops, "refunds", { concurrency: 3 });
    const { page } = await at.open("/queues");
    const card = cardOf(page, "refunds");
    await card.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("button", { name: "Not now" }).click();
    expect(await statsOf("refunds")).toMatchObject({ paused: null });
    await card.getByRole("button", { name: "Pause" }).click();
    const dialog = page.getByRole("dialog", { name: "Pause refunds for all tenants?" });
    await dialog.getByRole("textbox").fill("the bank is down");
    await dialog.getByRole("button", { name: "Pause" }).click();
    await card.getByText("Paused by rita@desk.example").waitFor();
    expect(await statsOf("refunds")).toMatchObject({
      paused: { by: "rita@desk.example", reason: "the bank is down" },
    });
  });

  test("clearing asks for the name of the queue, cancels what is queued, and leads to the cancelled runs", async () => {
    const [first = ""] = await queueUp("imports", 3);
    const { page, faults } = await at.open("/queues");
    await cardOf(page, "imports").getByRole("button", { name: "Clear" }).click();
    const dialog = page.getByRole("dialog", { name: "Cancel 3 runs in imports?" });
    const confirm = dialog.getByRole("button", { name: "Cancel 3 runs" });
    await dialog.getByRole("textbox", { name: "To go on, type" }).fill("import");
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole("textbox", { name: "To go on, type" }).fill("imports");
    await dialog.getByRole("textbox", { name: "Reason" }).fill("sent twice");
    await confirm.click();
    const outcome = page.getByRole("region", { name: "What was done" });
    await outcome.getByText("3 runs of imports were cancelled.").waitFor();
    await outcome.getByRole("link", { name: "See them" }).click();
    await page.getByRole("row").nth(3).waitFor();
    expect(await page.getByRole("row").count()).toBe(4);
    expect(page.url()).toContain("/workflows?queue=imports&status=cancelled");
    expect(await at.scoria.getRun(at.ops, first)).toMatchObject({ status: "cancelled" });
    expect(faults).toEqual([]);
  });

  test("draining leaves the runs waiting for an operator, and leads to them", async () => {
    const [first = ""] = await queueUp("exports", 2);
    const { page } = await at.open("/queues");
    await cardOf(page, "exports").getByRole("button", { name: "Drain" }).press("Enter");
    await page
      .getByRole("dialog", { name: "Take 2 runs out of exports?" })
      .getByRole("button", { name: "Drain" })
      .click();
    await page.getByText("2 runs of exports wait for an operator.").first().waitFor();
    await expect.poll(() => cardOf(page, "exports").getByRole("button", { name: "Drain" }).isDisabled()).toBe(true);
    expect(await focusOf(page)).toMatchObject({ article: "exports" });
    await page.getByRole("link", { name: "See them" }).click();
    await page.getByRole("row").nth(2).waitFor();
    expect(await page.getByRole("row").count()).toBe(3);
    expect(await at.scoria.getRun(at.ops, first)).toMatchObject({
      status: "waiting",
      waitingFor: { kind: "operator", code: "QUEUE_DRAINED" },
    });
  });

  test("only the limits that were typed are changed, for all tenants, and what is typed outlives a refresh", async () => {
    await at.scoria.queues.configure(at.ops, "mail", { concurrency: 5, maxSize: 100 });
    const { page, faults } = await at.open("/queues");
    const card = cardOf(page, "mail");
    await card.getByText("5 at once, 100 queued at most").click();
    const change = card.getByRole("button", { name: "Change for all tenants" });
    expect(await change.isDisabled()).toBe(true);
    await card.getByLabel("Running at once", { exact: true }).fill("8");
    await at.scoria.queues.configure(at.ops, "mail", { maxSize: 70 });
    await page.getByRole("heading", { level: 1 }).focus();
    await page.keyboard.press("r");
    await card.getByText("5 at once, 70 queued at most").waitFor();
    expect(await card.getByLabel("Running at once", { exact: true }).inputValue()).toBe("8");
    await change.click();
    await card.getByText("8 at once, 70 queued at most").waitFor();
    await card.getByLabel("Running at once", { exact: true }).fill("");
    await change.click();
    await card.getByText("70 queued at most").waitFor();
    expect((await statsOf("mail"))?.limits).toMatchObject({ concurrency: null, maxSize: 70 });
    expect(faults).toEqual([]);
  });
});
