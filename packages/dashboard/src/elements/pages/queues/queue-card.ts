import { html, nothing, type TemplateResult } from "lit";
import type { QueueView } from "../../../wire/index.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { flagsOf, isAged } from "./queue-flags.ts";
import { renderFlow } from "./queue-flow.ts";
import "../../parts/flag-mark.ts";
import "../../parts/meter-bar.ts";
import "../../parts/time-mark.ts";
import "./queue-limits-form.ts";

const text = texts.queues;

/** What a queue can be told, and where its runs are. */
export interface QueueDoing {
  readonly mayChange: boolean;
  readonly href: (to: string) => string;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly drain: () => void;
  readonly clear: () => void;
  /** After its limits were changed. */
  readonly changed: () => void;
}

/** One queue: what is wrong with it, what is in it, how it flows, and what can be done. */
export function renderQueue(queue: QueueView, now: Date, doing: QueueDoing): TemplateResult {
  const flags = flagsOf(queue, now);
  const all = `/workflows?${new URLSearchParams({ queue: queue.queue }).toString()}`;
  return html`<article class="card" aria-label=${queue.queue}>
    <div class="card-head">
      <h2><a class="stop" href=${doing.href(all)}>${visibleText(queue.queue)}</a></h2>
      <span class="flags"
        >${flags.map(({ text: word, tone }) => html`<scoria-flag .text=${word} .tone=${tone}></scoria-flag>`)}</span
      >
      ${doing.mayChange ? renderActions(queue, doing) : nothing}
    </div>
    ${renderPaused(queue)}
    ${flags.flatMap(({ why }) => (why === undefined ? [] : [html`<p class="notice">${why}</p>`]))}
    <div class="figures">
      ${renderQueued(queue, now, doing.href(`${all}&status=queued`))}
      ${renderRunning(queue, doing.href(`${all}&status=running`))} ${renderFlow(queue)}
    </div>
    ${renderLimits(queue, doing)}
  </article>`;
}

function renderActions(queue: QueueView, { pause, resume, drain, clear }: QueueDoing): TemplateResult {
  const isEmpty = queue.depth === 0;
  const why = isEmpty ? text.nothingQueued : nothing;
  return html`<div class="actions">
    ${
      queue.paused === null
        ? html`<button type="button" @click=${pause}>${text.pause}</button>`
        : html`<button type="button" class="primary" @click=${resume}>${text.resume}</button>`
    }
    <button type="button" ?disabled=${isEmpty} title=${why} @click=${drain}>${text.drain}</button>
    <button type="button" class="danger" ?disabled=${isEmpty} title=${why} @click=${clear}>${text.clear}</button>
  </div>`;
}

function renderPaused({ paused }: QueueView): unknown {
  if (paused === null) return nothing;
  const { by, since, reason } = paused;
  return html`<p class="notice warn">
    <strong>${visibleText(by === null ? text.paused : text.pausedBy(by))}</strong>
    <scoria-time .at=${since} stops></scoria-time>${by === null ? "" : ":"}
    ${by === null ? nothing : reason === null ? text.noReason : visibleText(reason)}
  </p>`;
}

function renderQueued(queue: QueueView, now: Date, to: string): TemplateResult {
  const { depth, aside, oldestSince, limits } = queue;
  return html`<div class="figure">
    <h3>${text.waiting}</h3>
    <a class="number" href=${to}>${text.depthOf(depth, limits.maxSize)}</a>
    ${limits.maxSize === null ? nothing : html`<scoria-meter .value=${depth} .most=${limits.maxSize}></scoria-meter>`}
    ${
      oldestSince === null
        ? nothing
        : html`<p class=${isAged(queue, now) ? "aged" : "soft"}>
            ${isAged(queue, now) ? text.aged : text.oldestSince}: <scoria-time .at=${oldestSince} stops></scoria-time>
          </p>`
    }
    ${aside === 0 ? nothing : html`<p class="soft">${text.aside(aside)}</p>`}
  </div>`;
}

function renderRunning({ running, limits: { concurrency } }: QueueView, to: string): TemplateResult {
  return html`<div class="figure">
    <h3>${text.running}</h3>
    <a class="number" href=${to}>${text.runningOf(running, concurrency)}</a>
    ${concurrency === null ? nothing : html`<scoria-meter .value=${running} .most=${concurrency}></scoria-meter>`}
  </div>`;
}

function renderLimits({ queue, limits }: QueueView, { mayChange, changed }: QueueDoing): TemplateResult {
  const { limitsShort } = text;
  const set = (["concurrency", "tenantConcurrency", "keyConcurrency", "maxSize"] as const).flatMap((name) => {
    const limit = limits[name];
    return limit === null ? [] : [limitsShort[name](limit)];
  });
  const weights = Object.entries({ ...limits.workloadWeights, ...limits.tenantWeights });
  const summary = html`<strong>${text.limits}</strong> <span class="soft">${set.join(", ") || text.noLimits}</span>`;
  const ofWeights =
    weights.length === 0
      ? nothing
      : html`<p class="soft">
          ${text.weights}:
          ${weights.map(([name, weight], at) => html`${at === 0 ? "" : ", "}${visibleText(name)} ${weight}`)}
        </p>`;
  if (!mayChange) return html`<div class="limits">${summary} ${ofWeights}</div>`;
  return html`<details class="limits">
    <summary>${summary}</summary>
    <scoria-queue-limits .queue=${queue} .limits=${limits} @scoria-queue-changed=${changed}></scoria-queue-limits>
    ${ofWeights}
  </details>`;
}
