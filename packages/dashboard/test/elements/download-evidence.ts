import type { EvidenceHead } from "@scoria/core";
import { text } from "node:stream/consumers";
import type { Page } from "playwright-core";

/** What an operator has on disk after an export. */
export interface DownloadedEvidence {
  readonly jsonl: string;
  /** As the name of the file says. */
  readonly head: EvidenceHead;
}

/** Presses Export on the page of a run, and reads the file. */
export async function downloadEvidence(page: Page): Promise<DownloadedEvidence> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export" }).click(),
  ]);
  const name = /^run-([0-9a-f-]{36})\.head-(\d+)-([0-9a-f]{64})\.jsonl$/.exec(download.suggestedFilename());
  const [, runId = "", seq = "", hash = ""] = name ?? [];
  return { jsonl: await text(await download.createReadStream()), head: { runId, seq: Number(seq), hash } };
}
