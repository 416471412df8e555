import { html, nothing, type TemplateResult } from "lit";
import type { EntryView, RunView } from "../../../wire/index.ts";
import type { ScoriaElement } from "../../base/scoria-element.ts";
import { lengthOfTime } from "../../base/time-text.ts";
import { renderFacts } from "../../parts/facts.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import "../../parts/id-mark.ts";
import "../../parts/time-mark.ts";

const text = texts.run.facts;

/** Whose run it is, since when, and which runs it belongs with. */
export function renderRunFacts(from: ScoriaElement, run: RunView, entries: readonly EntryView[]): TemplateResult {
  const { sessionId, startedAt, finishedAt, deadline, status } = run;
  const time = (at: string): TemplateResult => html`<scoria-time stops .at=${at}></scoria-time>`;
  const link = (runId: string | undefined, words: string): TemplateResult | undefined =>
    runId === undefined ? undefined : html`<a href=${from.href(`/workflows/${runId}`)}>${words}</a>`;
  const waitsSince = status === "waiting" ? entries.findLast(({ type }) => type === "run.waiting")?.at : undefined;
  return renderFacts([
    [text.run, html`<scoria-id .value=${run.runId} .label=${texts.copy.runId}></scoria-id>`],
    [text.actor, visibleText(run.actorId)],
    [text.tenant, visibleText(run.tenantId)],
    [
      text.session,
      sessionId === null
        ? undefined
        : html`<a href=${from.href(`/sessions/${encodeURIComponent(sessionId)}`)}>${visibleText(sessionId)}</a>`,
    ],
    [startedAt === undefined ? text.created : text.started, time(startedAt ?? run.createdAt)],
    [
      text.took,
      startedAt === undefined || finishedAt === undefined
        ? undefined
        : lengthOfTime(Date.parse(finishedAt) - Date.parse(startedAt)),
    ],
    [text.waits, waitsSince === undefined ? undefined : time(waitsSince)],
    [text.deadline, deadline === undefined || finishedAt !== undefined ? undefined : time(deadline)],
    [text.queue, run.queue === "default" ? undefined : visibleText(run.queue)],
    [text.parent, link(run.parentRunId, text.parentLink)],
    [text.continuedFrom, link(run.continuedFrom, text.earlier)],
    [text.continuedAs, link(run.continuedAs, text.later)],
  ]);
}

/** Why a run ended otherwise than it should: the error, and the step that it comes from. */
export function failedStepOf(run: RunView): string | undefined {
  // The handler fails of what its step failed of: the innermost says where.
  return run.steps.findLast(
    ({ status, error, parent }) => status === "failed" && error !== undefined && parent !== null,
  )?.stepKey;
}

/** Says that what the run was given and made is no longer there. */
export function renderRemoved({ payloadsRemovedAt }: RunView): unknown {
  if (payloadsRemovedAt === undefined) return nothing;
  return html`<section class="card removed">
    <h2>${texts.run.removed} <scoria-time stops .at=${payloadsRemovedAt}></scoria-time></h2>
    <p class="soft">${texts.run.removedDetail}</p>
  </section>`;
}
