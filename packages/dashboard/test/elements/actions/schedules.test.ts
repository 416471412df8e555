import { expect, test } from "vitest";
import { focusOf } from "../focus-of.ts";
import { actAtDesk } from "./act-at-desk.ts";

actAtDesk("schedules", (at) => {
  const scheduleNamed = async (name: string) =>
    (await at.scoria.schedules.list(at.ops)).schedules.find((one) => one.name === name);

  test("a schedule is paused, says by whom, and fires again when it is resumed", async () => {
    await at.scoria.schedules.set(at.ana, "nightly report", { kind: "report", cron: "30 2 * * mon-fri" });
    const { page } = await at.open("/schedules");
    await page.getByRole("button", { name: "Pause nightly report" }).press("Enter");
    await page.getByRole("article", { name: "nightly report" }).getByText("Paused by rita@desk.example").waitFor();
    await page.getByText("nightly report is paused.").first().waitFor();
    expect(await scheduleNamed("nightly report")).toMatchObject({ paused: true, pausedBy: "rita@desk.example" });
    await page.getByRole("button", { name: "Resume nightly report" }).waitFor();
    expect(await focusOf(page)).toMatchObject({ text: "Resume" });
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Pause nightly report" }).waitFor();
    expect(await focusOf(page)).toMatchObject({ text: "Pause" });
    expect(await scheduleNamed("nightly report")).toMatchObject({ paused: false });
    await at.scoria.advance(4 * 86_400_000);
    const fired = async (): Promise<number> => (await at.scoria.listRuns(at.ops, { kind: "report" })).runs.length;
    await expect.poll(fired, { timeout: 10_000 }).toBeGreaterThan(0);
  });

  test("a schedule is removed only after it was asked whether that is meant", async () => {
    await at.scoria.schedules.set(at.ana, "older digest", { kind: "report", cron: "@weekly" });
    await at.scoria.schedules.set(at.ana, "old digest", { kind: "report", cron: "@weekly" });
    await at.scoria.schedules.set(at.ana, "new digest", { kind: "report", cron: "@weekly" });
    const { page } = await at.open("/schedules");
    await page.getByRole("button", { name: "Remove old digest" }).click();
    await page.keyboard.press("Escape");
    expect(await scheduleNamed("old digest")).toBeDefined();
    await page.getByRole("button", { name: "Remove old digest" }).press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Remove schedule" }).click();
    await page.getByText("old digest was removed.").first().waitFor();
    await page.getByRole("article", { name: "old digest" }).waitFor({ state: "detached" });
    expect(await scheduleNamed("old digest")).toBeUndefined();
    expect(await focusOf(page)).toMatchObject({ article: "older digest" });
  });
});
