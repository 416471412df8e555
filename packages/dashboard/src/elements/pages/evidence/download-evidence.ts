import { asWireError } from "../../base/resource-state.ts";
import type { ScoriaElement } from "../../base/scoria-element.ts";
import { notify } from "../../parts/notify.ts";
import { texts } from "../../texts/texts.ts";

const text = texts.evidence;

/** Gives the person a run's journal as a file whose name has the head that it was exported with. */
export async function downloadEvidence(from: ScoriaElement, runId: string): Promise<void> {
  try {
    const { jsonl, redacted, head } = await from.mount.client.call("exportRun", { params: { runId } });
    const url = URL.createObjectURL(new Blob([jsonl], { type: "application/jsonl" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `run-${runId}.head-${head.seq}-${head.hash}.jsonl`;
    link.click();
    // Chromium has taken the file over by then; others are given the time to.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    notify(from, `${text.exported(head.seq)}${redacted === 0 ? "" : ` ${text.exportedRedacted(redacted)}`}`);
  } catch (error) {
    notify(from, asWireError(error).message, { tone: "bad" });
  }
}
