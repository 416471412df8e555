import { define } from "../../base/define.ts";
import { texts } from "../../texts/texts.ts";
import { AnswerPage } from "../answer-page.ts";

/** What a run can be started with. */
export class StartPage extends AnswerPage {
  protected readonly heading: string = texts.titles.start;

  protected override read(signal: AbortSignal): Promise<unknown> {
    return this.mount.client.call("listHandlers", { signal });
  }
}

define("scoria-start-page", StartPage);
