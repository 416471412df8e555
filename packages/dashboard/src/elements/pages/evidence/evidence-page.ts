import { define } from "../../base/define.ts";
import { texts } from "../../texts/texts.ts";
import type { Crumb } from "../../parts/page-header.ts";
import { AnswerPage } from "../answer-page.ts";

/** A run's journal. */
export class EvidencePage extends AnswerPage {
  protected readonly heading: string = texts.titles.evidence;
  protected override readonly crumbs: readonly Crumb[] = [{ text: texts.titles.runs, to: "/workflows" }];
  protected override read(signal: AbortSignal): Promise<unknown> {
    return this.mount.client.call("listEntries", {
      params: { runId: this.params["runId"] ?? "" },
      query: { limit: 500 },
      signal,
    });
  }
}

define("scoria-evidence-page", EvidencePage);
