import { html, type TemplateResult } from "lit";
import type { ScheduleView } from "../../../wire/index.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import "../../parts/time-mark.ts";

const text = texts.schedules;

/** Less is how long a node takes to come to a fire. */
export const lateAfterMs = 5_000;

/** Whether its time has come and no process has come to it. */
export function isPastItsTime({ nextTimes: [next] }: ScheduleView, now: Date): boolean {
  return next !== undefined && now.getTime() - Date.parse(next) > lateAfterMs;
}

/** What fires next, and how many do not as they should. */
export function renderSummary(schedules: readonly ScheduleView[], now: Date): TemplateResult {
  const next = schedules
    .flatMap(({ name, nextTimes: [at] }) => (at === undefined ? [] : [{ name, at }]))
    .sort((one, other) => one.at.localeCompare(other.at))[0];
  const paused = schedules.filter((schedule) => schedule.paused).length;
  const due = schedules.filter((schedule) => isPastItsTime(schedule, now)).length;
  return html`<dl class="summary" aria-label=${text.summary}>
    <div>
      <dt>${text.nextUp}</dt>
      <dd>
        ${next === undefined ? text.nobody : html`${visibleText(next.name)} <scoria-time .at=${next.at} stops></scoria-time>`}
      </dd>
    </div>
    <div class=${paused > 0 ? "warn" : ""}>
      <dt>${text.pausedCount}</dt>
      <dd>${paused === 0 ? text.nobody : paused}</dd>
    </div>
    <div class=${due > 0 ? "bad" : ""}>
      <dt>${text.dueCount}</dt>
      <dd>${due === 0 ? text.nobody : due}</dd>
    </div>
  </dl>`;
}
