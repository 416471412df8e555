import { html, nothing, type TemplateResult } from "lit";
import type { ScheduleView } from "../../../wire/index.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { timeInZone } from "./time-in-zone.ts";
import "../../parts/json-tree.ts";
import "../../parts/time-mark.ts";

const text = texts.schedules;

/** What is to be known of a schedule beyond its next and last time: the next five, for whom, and with what. */
export function renderScheduleDetails(schedule: ScheduleView, href: (to: string) => string): TemplateResult {
  const { name, input, metadata } = schedule;
  return html`<div class="details">
    ${renderNextTimes(schedule)} ${renderFacts(schedule, href)}
    <section class="values">
      <h3>${text.input}</h3>
      ${
        input === undefined
          ? html`<p class="soft">${text.noInput}</p>`
          : html`<scoria-json .value=${input} .label=${text.inputOf(name)}></scoria-json>`
      }
    </section>
    ${
      Object.keys(metadata).length === 0
        ? nothing
        : html`<section class="values">
            <h3>${text.metadata}</h3>
            <scoria-json .value=${metadata} .label=${text.metadataOf(name)}></scoria-json>
          </section>`
    }
  </div>`;
}

function renderNextTimes({ nextTimes, timeZone }: ScheduleView): unknown {
  if (nextTimes.length === 0) return nothing;
  return html`<section>
    <h3>${text.nextTimes}, ${text.inZone(timeZone)}</h3>
    <ol class="times">
      ${nextTimes.map((at) => html`<li>${timeInZone(at, timeZone)} <scoria-time class="soft" .at=${at}></scoria-time></li>`)}
    </ol>
  </section>`;
}

function renderFacts(schedule: ScheduleView, href: (to: string) => string): TemplateResult {
  const { missed, actorId, sessionId, tenantId, rootRole, updatedAt } = schedule;
  return html`<dl class="about-it">
    <dt>${text.missed}</dt>
    <dd>${text.missedMeanings[missed]}</dd>
    <dt>${text.actor}</dt>
    <dd>${visibleText(actorId)}</dd>
    <dt>${text.session}</dt>
    <dd>
      ${
        sessionId === null
          ? text.noSession
          : html`<a href=${href(`/sessions/${encodeURIComponent(sessionId)}`)}>${visibleText(sessionId)}</a>`
      }
    </dd>
    <dt>${text.tenant}</dt>
    <dd>${visibleText(tenantId)}</dd>
    <dt>${text.role}</dt>
    <dd>${visibleText(rootRole)}</dd>
    <dt>${text.changed}</dt>
    <dd><scoria-time .at=${updatedAt} stops></scoria-time></dd>
  </dl>`;
}
