import { define } from "../../base/define.ts";
import { texts } from "../../texts/texts.ts";
import { AnswerPage } from "../answer-page.ts";

/** What a lane shows to operators. */
export class LanePage extends AnswerPage {
  protected readonly heading: string = texts.titles.lane;

  protected override read(signal: AbortSignal): Promise<unknown> {
    return this.mount.client.call("listLanes", { signal });
  }
}

define("scoria-lane-page", LanePage);
