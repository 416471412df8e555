import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { focusOf } from "../focus-of.ts";
import { actAtDesk } from "./act-at-desk.ts";

actAtDesk("runs", (at) => {
  const started = async (kind: string, more: object = {}): Promise<string> => {
    const run = await at.scoria.startRun(at.ana, { initialStep: { kind }, input: { orderId: "A-1001" }, ...more });
    return run.runId;
  };

  const failed = async (): Promise<string> => {
    at.desk.world.bankIsOpen = false;
    const runId = await started("charge");
    await at.scoria.waitForRun(at.ana, runId, { until: "settled" });
    return runId;
  };

  const openRun = async (runId: string) => {
    const watched = await at.open(`/workflows/${runId}`);
    await watched.page.getByRole("region", { name: "Selected step" }).waitFor();
    return watched;
  };

  const choose = async (page: Page, runIds: readonly string[]): Promise<void> => {
    for (const runId of runIds) await page.locator(`tr[data-key="${runId}"]`).getByRole("checkbox").check();
  };

  test("a form made from the handler's schema starts a run with what was filled in, and leads to it", async () => {
    const { page, faults } = await at.open("/start?kind=ship");
    await page.getByLabel("recipient").fill("Ben");
    await page.getByLabel("Weight in kg").fill("12.50");
    await page.getByLabel("speed").selectOption("fast");
    await page.getByLabel("isInsured").check();
    await page.getByRole("checkbox", { name: "note: null" }).check();
    await page.getByRole("button", { name: "Add address" }).click();
    await page.getByLabel("street").fill("Main Street 1");
    await page.getByLabel("city").fill("Ulm");
    await page.getByRole("button", { name: "Add an item" }).click();
    await page.getByLabel("sku").fill("A-1");
    await page.getByLabel("price").fill("3");
    await page.getByLabel("labels").fill('{"fragile": "yes"}');
    expect(await at.accessFaultsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Start ship" }).click();
    const notice = page.getByRole("region", { name: "Started" });
    await notice.getByText("Completed").waitFor();
    expect(await at.accessFaultsOf(page)).toEqual([]);
    const runId = (await notice.getByRole("link").getAttribute("href"))?.split("/").at(-1) ?? "";
    expect((await at.scoria.getRunDetail(at.ops, runId)).input).toEqual({
      recipient: "Ben",
      weight: 12.5,
      pieces: 1,
      speed: "fast",
      isInsured: true,
      note: null,
      address: { street: "Main Street 1", city: "Ulm" },
      items: [{ sku: "A-1", price: 3 }],
      labels: { fragile: "yes" },
    });
    expect(faults).toEqual([]);
  });

  test("a run that waits for a signal shows how the app sends it, and goes on before the eyes of who looks", async () => {
    const runId = await started("payment");
    await at.scoria.waitForRun(at.ana, runId, { until: "waiting" });
    const { page } = await openRun(runId);
    const code = page.getByText(`await scoria.signalRun(identity, "${runId}", "paid", payload);`);
    await code.waitFor();
    await page.getByRole("status").getByText("Live").waitFor();
    await at.scoria.signalRun(at.ana, runId, "paid", { cents: 12_900 });
    await page.getByText("Completed").first().waitFor();
    await page.getByRole("treeitem", { name: "cents: 12900" }).first().waitFor();
    await page.getByRole("status").getByText("Ended").waitFor();
    expect(await code.count()).toBe(0);
  });

  test("a run that was decided and left is resumed from here", async () => {
    const { runId, approvalId } = await at.scoria.startWaitingRun(at.ana, {
      initialStep: { kind: "refund" },
      input: { orderId: "A-1001" },
    });
    const bo = at.scoria.identity({ actorId: "bo@desk.example", tenantId: "acme" });
    await at.scoria.decideApproval(bo, approvalId, { decision: "approved", resume: false });
    const { page } = await openRun(runId);
    await page.getByRole("heading", { name: "refund: approved, and the run was left to be resumed" }).waitFor();
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
    await page.getByText("The run goes on.").first().waitFor();
    await page.getByRole("treeitem", { name: "refunded: 12900" }).first().waitFor();
    expect(await at.scoria.getRun(at.ana, runId)).toMatchObject({ status: "completed", output: { refunded: 12_900 } });
  });

  test("a failed run is retried from here, and followed again", async () => {
    const runId = await failed();
    const { page } = await openRun(runId);
    at.desk.world.bankIsOpen = true;
    await page.getByRole("button", { name: "Retry", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Retry runs" }).click();
    await page.getByRole("treeitem", { name: "charged: true" }).first().waitFor();
    await expect.poll(() => page.getByRole("region", { name: "It failed" }).count()).toBe(0);
    expect(await at.scoria.entryTypes(at.ana, runId)).toContain("run.retried");
  });

  test("a cancellation asks for its reason, and shows it ever after", async () => {
    await at.scoria.queues.pause(at.ops, "nightly", { reason: "migration" });
    const runId = await started("parcel", { queue: "nightly" });
    const { page } = await openRun(runId);
    await page.getByText("A node that has its handler takes it from the queue").waitFor();
    await page.getByRole("button", { name: "Cancel", exact: true }).press("Enter");
    const dialog = page.getByRole("dialog", { name: "Cancel this run?" });
    await dialog.getByRole("textbox", { name: "Reason" }).fill("ordered twice");
    await dialog.getByRole("button", { name: "Cancel runs" }).click();
    await page.getByText("The run was cancelled.").first().waitFor();
    await page.getByRole("region", { name: "It was cancelled" }).getByText("ordered twice").waitFor();
    expect(await page.getByRole("button", { name: "Cancel", exact: true }).count()).toBe(0);
    expect(await focusOf(page)).toMatchObject({ text: "Copy link" });
    expect(await at.scoria.getRun(at.ana, runId)).toMatchObject({ status: "cancelled" });
  });

  test("a run that is started meanwhile comes into the list, and those that are chosen there are cancelled", async () => {
    const first = await started("nap");
    const { page } = await at.open("/workflows?kind=nap");
    await page.getByRole("link", { name: "nap" }).waitFor();
    const second = await started("nap");
    const spared = await started("nap");
    await at.scoria.waitForRun(at.ana, spared, { until: "waiting" });
    await expect.poll(() => page.getByRole("link", { name: "nap" }).count(), { timeout: 15_000 }).toBe(3);
    await choose(page, [first, second]);
    await page.getByRole("button", { name: "Cancel runs" }).press("Enter");
    const dialog = page.getByRole("dialog", { name: "Cancel 2 runs?" });
    await dialog.getByRole("textbox", { name: "Reason" }).fill("paid in cash");
    await dialog.getByRole("button", { name: "Cancel runs" }).click();
    await page.getByText("2 runs were cancelled.").first().waitFor();
    expect(await focusOf(page)).toMatchObject({ text: "nap" });
    for (const runId of [first, second])
      expect(await at.scoria.getRun(at.ana, runId)).toMatchObject({ status: "cancelled" });
    expect(await at.scoria.getRun(at.ana, spared)).toMatchObject({ status: "waiting" });
  });

  test("failed runs that are chosen in the list are retried, each with its own outcome", async () => {
    const runIds = [await failed(), await failed()];
    const { page } = await at.open("/workflows?kind=charge&status=failed");
    await choose(page, runIds);
    at.desk.world.bankIsOpen = true;
    await page.getByRole("button", { name: "Retry runs" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Retry runs" }).click();
    await page.getByText("2 runs go on.").first().waitFor();
    for (const runId of runIds)
      expect(await at.scoria.waitForRun(at.ana, runId, { until: "settled" })).toMatchObject({
        status: "completed",
        output: { charged: true },
      });
  });
});
