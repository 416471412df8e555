import { define } from "../../base/define.ts";
import { texts } from "../../texts/texts.ts";
import type { Crumb } from "../../parts/page-header.ts";
import { AnswerPage } from "../answer-page.ts";

/** One approval. */
export class ApprovalPage extends AnswerPage {
  protected readonly heading: string = texts.titles.approval;
  protected override readonly crumbs: readonly Crumb[] = [{ text: texts.titles.approvals, to: "/approvals" }];
  protected override read(signal: AbortSignal): Promise<unknown> {
    return this.mount.client.call("getApproval", { params: { approvalId: this.params["approvalId"] ?? "" }, signal });
  }
}

define("scoria-approval-page", ApprovalPage);
