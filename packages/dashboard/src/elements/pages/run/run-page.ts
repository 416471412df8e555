import { define } from "../../base/define.ts";
import { texts } from "../../texts/texts.ts";
import type { Crumb } from "../../parts/page-header.ts";
import { AnswerPage } from "../answer-page.ts";

/** One run. */
export class RunPage extends AnswerPage {
  protected readonly heading: string = texts.titles.run;
  protected override readonly crumbs: readonly Crumb[] = [{ text: texts.titles.runs, to: "/workflows" }];
  protected override read(signal: AbortSignal): Promise<unknown> {
    return this.mount.client.call("getRun", { params: { runId: this.params["runId"] ?? "" }, signal });
  }
}

define("scoria-run-page", RunPage);
