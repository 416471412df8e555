import { html, type TemplateResult } from "lit";
import type { Router } from "../../base/router.ts";
import { texts } from "../../texts/texts.ts";
import type { Journal } from "./journal.ts";
import "../../parts/state-message.ts";
import "./evidence-check.ts";
import "./journal-list.ts";

/** A journal with what checks it. Whoever shows it hears `scoria-entry-select`. */
export function renderJournal(journal: Journal, runId: string, selected: number | undefined): TemplateResult {
  const { entries, error, isReading } = journal;
  return html`<section class="card" aria-labelledby="journal">
    <div class="card-head"><h2 id="journal">${texts.evidence.title}</h2></div>
    <scoria-evidence-check .runId=${runId} .entries=${entries}></scoria-evidence-check>
    ${
      error === undefined
        ? ""
        : html`<scoria-state kind="failed" .detail=${error.message} .onRetry=${() => journal.retry()}></scoria-state>`
    }
    <scoria-journal .entries=${entries} .isReading=${isReading} .selected=${selected}></scoria-journal>
  </section>`;
}

/** Which entry the address asks for. */
export function selectedEntry({ place }: Router): number | undefined {
  const asked = place.query.get("entry");
  return asked !== null && /^[1-9]\d{0,8}$/.test(asked) ? Number(asked) : undefined;
}
