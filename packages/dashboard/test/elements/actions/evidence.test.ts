import { verifyExport } from "@scoria/core";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { downloadEvidence } from "../download-evidence.ts";
import { actAtDesk } from "./act-at-desk.ts";

actAtDesk("evidence", (at) => {
  const openJournal = async (runId: string): Promise<Page> => {
    const { page } = await at.open(`/workflows/${runId}`);
    await page.getByRole("grid").getByRole("row", { name: "run.started" }).waitFor();
    return page;
  };

  const journalOf = (page: Page) => page.getByRole("region", { name: "Journal", exact: true });

  test("a journal is verified only when the server has checked the head that is shown, and no longer when it has grown", async () => {
    const { runId } = await at.scoria.startRun(at.ana, { initialStep: { kind: "payment" } });
    await at.scoria.waitForRun(at.ana, runId, { until: "waiting" });
    const before = await at.scoria.verifyEvidence(at.ana, runId);
    const page = await openJournal(runId);
    const journal = journalOf(page);
    expect(await journal.getByText("Verified", { exact: true }).count()).toBe(0);
    await page.keyboard.press("v");
    await journal.getByText("Verified", { exact: true }).waitFor();
    await journal.getByText("2 entries were checked against their hashes").waitFor();
    expect(before).toMatchObject({ ok: true, entries: 2 });
    await page.getByRole("status").getByText("Live").waitFor();
    await at.scoria.signalRun(at.ana, runId, "paid");
    await journal.getByText("Verified up to entry 2").waitFor();
    await page.getByRole("status").getByText("Ended").waitFor();
    await journal.getByText(/^The journal has grown by \d since\.$/).waitFor();
    expect(await journal.getByText("Verified", { exact: true }).count()).toBe(0);
    await page.getByRole("button", { name: "Verify again" }).click();
    const after = await at.scoria.verifyEvidence(at.ana, runId);
    await journal.getByText(`${after.ok ? after.entries : 0} entries were checked against their hashes`).waitFor();
  });

  test("what is exported can be checked against the head in the name of its file", async () => {
    const { runId } = await at.scoria.startRun(at.ana, { initialStep: { kind: "report" } });
    await at.scoria.waitForRun(at.ana, runId, { until: "settled" });
    const page = await openJournal(runId);
    const { jsonl, head } = await downloadEvidence(page);
    await page
      .getByText(/^\d+ lines are downloaded\.$/)
      .first()
      .waitFor();
    expect(head).toMatchObject({ runId });
    expect(verifyExport(jsonl, { head })).toMatchObject({ ok: true, head });
    expect(await at.scoria.verifyEvidence(at.ana, runId, { head })).toMatchObject({ ok: true });
    expect(verifyExport(jsonl.replace('"count"', '"tally"'), { head })).toMatchObject({ ok: false });
  });
});
