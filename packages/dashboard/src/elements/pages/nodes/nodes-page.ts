import { define } from "../../base/define.ts";
import { texts } from "../../texts/texts.ts";
import { AnswerPage } from "../answer-page.ts";

/** The processes that execute runs. */
export class NodesPage extends AnswerPage {
  protected readonly heading: string = texts.titles.nodes;

  protected override read(signal: AbortSignal): Promise<unknown> {
    return this.mount.client.call("listNodes", { signal });
  }
}

define("scoria-nodes-page", NodesPage);
