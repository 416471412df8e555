import { define } from "../../base/define.ts";
import { texts } from "../../texts/texts.ts";
import { AnswerPage } from "../answer-page.ts";

/** Sessions, the one with the newest run first. */
export class SessionsPage extends AnswerPage {
  protected readonly heading: string = texts.titles.sessions;

  protected override read(signal: AbortSignal): Promise<unknown> {
    return this.mount.client.call("listSessions", { signal });
  }
}

define("scoria-sessions-page", SessionsPage);
