import { define } from "../../base/define.ts";
import { texts } from "../../texts/texts.ts";
import { AnswerPage } from "../answer-page.ts";

/** Approvals, newest first. */
export class ApprovalsPage extends AnswerPage {
  protected readonly heading: string = texts.titles.approvals;

  protected override read(signal: AbortSignal): Promise<unknown> {
    return this.mount.client.call("listApprovals", { signal });
  }
}

define("scoria-approvals-page", ApprovalsPage);
