import { html, nothing, type TemplateResult } from "lit";
import type { ScheduleView } from "../../../wire/index.ts";
import { lengthOfTime } from "../../base/time-text.ts";
import { shortId } from "../../parts/id-mark.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import type { ReadCron } from "./read-cron.ts";
import { renderScheduleDetails } from "./schedule-details.ts";
import { isPastItsTime, lateAfterMs } from "./schedule-summary.ts";
import { timeInZone } from "./time-in-zone.ts";
import "../../parts/flag-mark.ts";
import "../../parts/time-mark.ts";

const text = texts.schedules;

/** How a schedule is shown, and what it can be told. */
export interface ScheduleShowing {
  readonly mayChange: boolean;
  readonly showsTenant: boolean;
  /** `undefined` until it is loaded. */
  readonly readCron: ReadCron | undefined;
  readonly href: (to: string) => string;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly remove: () => void;
}

/** One schedule: when it fires next, what it did last, and all about it when it is unfolded. */
export function renderSchedule(schedule: ScheduleView, now: Date, showing: ScheduleShowing): TemplateResult {
  const { name, kind, tenantId, paused } = schedule;
  const isDue = isPastItsTime(schedule, now);
  return html`<article class="card" aria-label=${name}>
    <div class="card-head">
      <h2>${visibleText(name)}</h2>
      <span class="flags">
        ${paused ? html`<scoria-flag tone="warn" .text=${text.paused}></scoria-flag>` : nothing}
        ${isDue ? html`<scoria-flag tone="bad" .text=${text.due}></scoria-flag>` : nothing}
        <span class="soft">
          ${text.starts}
          <a href=${showing.href(`/workflows?${new URLSearchParams({ kind }).toString()}`)}>${visibleText(kind)}</a>
          ${showing.showsTenant ? html`${texts.schedules.forTenant} ${visibleText(tenantId)}` : nothing}
        </span>
      </span>
      ${showing.mayChange ? renderActions(schedule, showing) : nothing}
    </div>
    ${renderPaused(schedule)} ${isDue ? html`<p class="notice">${text.dueWhy}</p>` : nothing}
    <div class="facts">
      ${renderWhen(schedule, showing.readCron)} ${renderNext(schedule)} ${renderLastFire(schedule, showing.href)}
    </div>
    <details class="more">
      <summary class="stop" aria-label=${text.detailsOf(name)}>${text.details}</summary>
      ${renderScheduleDetails(schedule, showing.href)}
    </details>
  </article>`;
}

function renderActions({ name, paused }: ScheduleView, { pause, resume, remove }: ScheduleShowing): TemplateResult {
  return html`<div class="actions">
    ${
      paused
        ? html`<button type="button" class="primary" aria-label=${text.resumeOf(name)} @click=${resume}>
            ${text.resume}
          </button>`
        : html`<button type="button" aria-label=${text.pauseOf(name)} @click=${pause}>${text.pause}</button>`
    }
    <button type="button" class="danger" aria-label=${text.removeOf(name)} @click=${remove}>${text.remove}</button>
  </div>`;
}

function renderPaused({ paused, pausedBy, pausedAt }: ScheduleView): unknown {
  if (!paused) return nothing;
  return html`<p class="notice">
    <strong>${visibleText(pausedBy === null ? text.paused : text.pausedBy(pausedBy))}</strong>
    ${pausedAt === null ? nothing : html`<scoria-time .at=${pausedAt} stops></scoria-time>`}. ${text.doesNotFire}
  </p>`;
}

function renderWhen({ cron, timeZone }: ScheduleView, readCron: ReadCron | undefined): TemplateResult {
  const reading = readCron?.(cron);
  return html`<div class="fact">
    <h3>${text.when}</h3>
    <p class="main">${reading ?? html`<code>${visibleText(cron)}</code>`}</p>
    <p class="soft">
      ${reading === undefined ? nothing : html`<code>${visibleText(cron)}</code>`} ${text.inZone(timeZone)}
    </p>
  </div>`;
}

function renderNext({ paused, nextTimes: [next], timeZone }: ScheduleView): TemplateResult {
  return html`<div class="fact">
    <h3>${text.next}</h3>
    ${
      next === undefined
        ? html`<p class="soft">${paused ? text.doesNotFire : text.noNext}</p>`
        : html`<p class="main"><scoria-time .at=${next} stops></scoria-time></p>
            <p class="soft">${timeInZone(next, timeZone)}</p>`
    }
  </div>`;
}

function renderLastFire({ lastFire }: ScheduleView, href: ScheduleShowing["href"]): TemplateResult {
  if (lastFire === null) {
    return html`<div class="fact">
      <h3>${text.lastFire}</h3>
      <p class="soft">${text.neverFired}</p>
    </div>`;
  }
  const { dueAt, firedAt, runId } = lastFire;
  const lateMs = Date.parse(firedAt) - Date.parse(dueAt);
  return html`<div class="fact">
    <h3>${text.lastFire}</h3>
    <p class="main">
      <scoria-time .at=${firedAt} stops></scoria-time>
      ${lateMs > lateAfterMs ? html`<span class="late">${text.firedLate(lengthOfTime(lateMs))}</span>` : nothing}
    </p>
    <p><a class="run mono" href=${href(`/workflows/${runId}`)}>${text.lastRun(shortId(runId))}</a></p>
  </div>`;
}
