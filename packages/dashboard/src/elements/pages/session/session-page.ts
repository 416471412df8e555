import { define } from "../../base/define.ts";
import { texts } from "../../texts/texts.ts";
import type { Crumb } from "../../parts/page-header.ts";
import { AnswerPage } from "../answer-page.ts";

/** The runs of one session. */
export class SessionPage extends AnswerPage {
  protected readonly heading: string = texts.titles.session;
  protected override readonly crumbs: readonly Crumb[] = [{ text: texts.titles.sessions, to: "/sessions" }];
  protected override read(signal: AbortSignal): Promise<unknown> {
    return this.mount.client.call("listRuns", { query: { sessionId: this.params["sessionId"] ?? "" }, signal });
  }
}

define("scoria-session-page", SessionPage);
