import { define } from "../../base/define.ts";
import { texts } from "../../texts/texts.ts";
import { AnswerPage } from "../answer-page.ts";

/** Schedules, newest first. */
export class SchedulesPage extends AnswerPage {
  protected readonly heading: string = texts.titles.schedules;

  protected override read(signal: AbortSignal): Promise<unknown> {
    return this.mount.client.call("listSchedules", { signal });
  }
}

define("scoria-schedules-page", SchedulesPage);
