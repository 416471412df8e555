import { expect, test } from "vitest";
import { actAtDesk } from "./act-at-desk.ts";

actAtDesk("nodes", (at) => {
  const onlyNode = async () => {
    const [node] = await at.scoria.nodes.list(at.ops);
    if (node === undefined) throw new Error("The desk has no node.");
    return node;
  };

  test("a node that is drained says by whom and why and takes no runs, and takes them again when it is released", async () => {
    const { page, faults } = await at.open("/nodes");
    await page.getByText("1 of 1", { exact: true }).waitFor();
    await page.getByRole("button", { name: /^Drain / }).click();
    const dialog = page.getByRole("dialog", { name: /^Drain / });
    await dialog.getByRole("textbox").fill("its disk is nearly full");
    await dialog.getByRole("button", { name: "Drain" }).click();
    await page.getByText("Drained by rita@desk.example").waitFor();
    await page.getByText("its disk is nearly full").waitFor();
    await page.getByText("No node takes runs. What is started now is queued until one does.").waitFor();
    expect(await onlyNode()).toMatchObject({ status: "draining", drain: { by: "rita@desk.example" } });
    const { runId } = await at.scoria.startRun(at.ana, { initialStep: { kind: "report" } });
    expect(await at.scoria.getRun(at.ana, runId)).toMatchObject({ status: "queued" });
    await page.getByRole("button", { name: /^Release / }).click();
    await page.getByText("Alive").waitFor();
    expect(await onlyNode()).toMatchObject({ status: "alive", drain: null });
    expect(await at.scoria.waitForRun(at.ana, runId, { until: "settled" })).toMatchObject({ status: "completed" });
    expect(faults).toEqual([]);
  });

  test("a name is quarantined for as long as is chosen, and released before that", async () => {
    const { page, faults } = await at.open("/nodes");
    await page.getByRole("button", { name: /^Quarantine all nodes of the name / }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "For how long" }).selectOption("1 hour");
    await dialog.getByRole("textbox").fill("it runs an old image");
    await dialog.getByRole("button", { name: "Quarantine" }).click();
    await page.getByText("Quarantined by rita@desk.example").waitFor();
    await page.getByText("in 59 min").waitFor();
    const { quarantine } = await onlyNode();
    expect((quarantine?.until?.getTime() ?? 0) - (quarantine?.since.getTime() ?? 0)).toBe(3_600_000);
    await page.getByRole("button", { name: /^Release the name / }).click();
    await page.getByText("Alive").waitFor();
    expect(await onlyNode()).toMatchObject({ status: "alive", quarantine: null });
    expect(faults).toEqual([]);
  });
});
