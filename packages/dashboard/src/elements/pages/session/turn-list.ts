import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { preferences } from "../../base/preferences.ts";
import { absoluteTime, lengthOfTime } from "../../base/time-text.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { reasonSentenceOf } from "../runs/run-reason.ts";
import { tookMs, type DayOfTurns, type Turn } from "./turns.ts";
import "../../parts/id-mark.ts";
import "../../parts/status-mark.ts";

const text = texts.sessions;

/** What the list needs of the page around it. */
export interface TurnListing {
  readonly hrefOf: (runId: string) => string;
  /** Whether each turn says of which tenant it is. */
  readonly showsTenant: boolean;
}

/** The turns of a session, the oldest first, under the days on which they began. */
export function renderDays(days: readonly DayOfTurns[], listing: TurnListing): unknown {
  return repeat(
    days,
    ({ day }) => day,
    ({ day, turns }) =>
      html`<section class="day" aria-label=${dayName(turns[0]?.run.createdAt ?? day, day)}>
        <h2>${dayName(turns[0]?.run.createdAt ?? day, day)}</h2>
        <ol class="card">
          ${repeat(
            turns,
            ({ run }) => run.runId,
            (turn) => renderTurn(turn, listing),
          )}
        </ol>
      </section>`,
  );
}

function renderTurn({ run, gapMs }: Turn, { hrefOf, showsTenant }: TurnListing): TemplateResult {
  const [reason, took] = [reasonSentenceOf(run), tookMs(run)];
  return html`<li>
    ${gapMs === undefined ? nothing : html`<div class="gap">${text.gap(lengthOfTime(gapMs))}</div>`}
    <div class="turn">
      <time datetime=${run.createdAt} title=${absoluteTime(new Date(run.createdAt))} class="mono"
        >${absoluteTime(new Date(run.createdAt)).slice(11, 19)}</time
      >
      <scoria-status .status=${run.status}></scoria-status>
      <div class="what">
        <a class="stop" href=${hrefOf(run.runId)}>${visibleText(run.kind ?? texts.runs.noKind)}</a>
        <span class="faint">
          ${took === undefined ? nothing : text.took(lengthOfTime(took))} ${text.by} ${visibleText(run.actorId)}
          ${showsTenant ? html`(${visibleText(run.tenantId)})` : nothing}
        </span>
        ${reason === undefined ? nothing : html`<span class="why">${visibleText(reason)}</span>`}
      </div>
      <div class="more">
        <scoria-id .value=${run.runId} .label=${texts.copy.runId}></scoria-id>
      </div>
    </div>
  </li>`;
}

/** `Thursday, 2026-11-26` */
function dayName(at: string, day: string): string {
  const zone = preferences.get("zone") === "utc" ? { timeZone: "UTC" } : {};
  return `${new Intl.DateTimeFormat("en", { weekday: "long", ...zone }).format(new Date(at))}, ${day}`;
}
