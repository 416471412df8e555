import { expect, test } from "vitest";
import { rita } from "../decision-desk.ts";
import { actAtDesk } from "./act-at-desk.ts";

interface Asked {
  readonly tool: string;
  readonly arguments: unknown;
  readonly reason?: string;
  readonly consequence?: string;
}

actAtDesk("decisions", (at) => {
  const ask = (asked: Asked) => at.scoria.startWaitingRun(at.ana, { initialStep: { kind: "ask" }, input: asked });

  const open = async ({ approvalId }: { readonly approvalId: string }) => {
    const watched = await at.open(`/approvals/${approvalId}`);
    await watched.page.getByRole("heading", { name: "The run" }).waitFor();
    return watched;
  };

  const recorded = async (runId: string): Promise<unknown> =>
    (await at.scoria.listApprovals(at.ops, { runId })).approvals;

  test("a decision shows all that it is about once more, is recorded with its hash, and the receipt claims no more", async () => {
    const asking = await ask({
      tool: "wire",
      arguments: { cents: 129_00, to: { bank: { at: { iban: "DE01" } } } },
      reason: "over 100 EUR",
      consequence: "The bank takes no transfer back.",
    });
    const { page, faults } = await open(asking);
    await page.getByText("ana@acme.example asks").waitFor();
    await page.getByText("over 100 EUR").waitFor();
    const effect = page.getByRole("region", { name: "What will be done" });
    await effect.getByText("The bank takes no transfer back.").waitFor();
    await page.getByRole("treeitem", { name: "cents: 12900" }).waitFor();
    await page.getByRole("treeitem", { name: 'iban: "DE01"' }).waitFor();
    await page.getByText("First of its kind.").waitFor();
    expect(await at.accessFaultsOf(page)).toEqual([]);

    await page.getByRole("button", { name: "Approve…" }).click();
    const dialog = page.getByRole("dialog", { name: "Approve wire?" });
    await dialog.getByRole("treeitem", { name: 'iban: "DE01"' }).waitFor();
    await dialog.getByText("The bank takes no transfer back.").waitFor();
    expect(await at.accessFaultsOf(page)).toEqual([]);
    await dialog.getByRole("textbox", { name: "Reason" }).fill("in the budget");
    await dialog.getByRole("button", { name: "Approve", exact: true }).click();

    await page.getByText("Approved by you").waitFor();
    await page.getByText("in the budget").waitFor();
    await page.getByText("That it may be done is recorded here; whether it was done, the run says.").waitFor();
    await page.getByRole("status").getByText("Completed").waitFor();
    expect(await at.accessFaultsOf(page)).toEqual([]);
    expect(await recorded(asking.runId)).toMatchObject([
      { status: "approved", decidedBy: rita.actorId, decisionReason: "in the budget" },
    ]);
    expect(faults).toEqual([]);
  });

  test("a rejection takes a reason, and two keys and a question stand between it and a slip", async () => {
    const asking = await ask({ tool: "erase", arguments: { table: "orders" } });
    const { page } = await open(asking);
    await page.keyboard.press("r");
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.keyboard.type("vr");
    const dialog = page.getByRole("dialog", { name: "Reject erase?" });
    const reject = dialog.getByRole("button", { name: "Reject", exact: true });
    expect(await reject.isDisabled()).toBe(true);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.keyboard.type("vr");
    await dialog.getByRole("textbox", { name: "Reason" }).fill("not that table");
    await reject.click();
    await page.getByText("Rejected by you").waitFor();
    await page.getByText("not that table").waitFor();
    expect(await recorded(asking.runId)).toMatchObject([{ status: "rejected", decidedBy: rita.actorId }]);
    expect(await at.scoria.waitForRun(at.ana, asking.runId, { until: "settled" })).toMatchObject({
      output: "rejected",
    });
  });

  test("whoever decides second is told who was first, and that nothing of theirs was recorded", async () => {
    const asking = await ask({ tool: "race", arguments: {} });
    const { page } = await open(asking);
    await page.getByRole("button", { name: "Approve…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    const bo = at.scoria.identity({ actorId: "bo@desk.example", tenantId: "acme" });
    await at.scoria.decideApproval(bo, asking.approvalId, { decision: "rejected", reason: "seen" });
    await dialog.getByRole("button", { name: "Approve", exact: true }).click();
    const alert = page.getByRole("alert");
    await alert.getByText("bo@desk.example rejected it before you, so your decision was not recorded.").waitFor();
    await page.getByText("Rejected by bo@desk.example").waitFor();
    expect(await at.accessFaultsOf(page)).toEqual([]);
    expect(await recorded(asking.runId)).toMatchObject([{ status: "rejected", decidedBy: "bo@desk.example" }]);
  });
});
