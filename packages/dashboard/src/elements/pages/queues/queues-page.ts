import { define } from "../../base/define.ts";
import { texts } from "../../texts/texts.ts";
import { AnswerPage } from "../answer-page.ts";

/** Queues. */
export class QueuesPage extends AnswerPage {
  protected readonly heading: string = texts.titles.queues;

  protected override read(signal: AbortSignal): Promise<unknown> {
    return this.mount.client.call("listQueues", { signal });
  }
}

define("scoria-queues-page", QueuesPage);
