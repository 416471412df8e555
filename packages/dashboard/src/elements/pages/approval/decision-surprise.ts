import { html, nothing, type TemplateResult } from "lit";
import type { ApprovalStatus, ApprovalView } from "../../../wire/index.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import type { DecisionOutcome } from "./decide.ts";
import "../../parts/time-mark.ts";
import "./difference-list.ts";

const text = texts.approvals.one;

/** A decision that was not recorded, and what the operator had before their eyes when they made it. */
export interface Surprise {
  readonly outcome: Extract<DecisionOutcome, { kind: "lost" | "outdated" }>;
  readonly shown: ApprovalView;
}

/** Says why a decision was not recorded: somebody else's was, or it was about something else by then. */
export function renderSurprise({ outcome, shown }: Surprise, now: ApprovalView, dismiss: () => void): TemplateResult {
  return html`<section class="outcome" role="alert">
    ${outcome.kind === "lost" ? renderLost(outcome) : renderOutdated(shown, now)}
    <button type="button" @click=${dismiss}>${text.dismiss}</button>
  </section>`;
}

function renderLost({ status, by, at }: Extract<DecisionOutcome, { kind: "lost" }>): TemplateResult {
  return html`<p>
    <strong>${visibleText(lostText(status, by))}</strong>
    ${at === undefined ? nothing : html`<scoria-time stops .at=${at}></scoria-time>`}
  </p>`;
}

function lostText(status: ApprovalStatus, by = ""): string {
  if (status === "approved" || status === "rejected") return text.lost[status](by);
  return status === "withdrawn" ? text.lost.withdrawn : text.lost.expired;
}

function renderOutdated(shown: ApprovalView, now: ApprovalView): TemplateResult {
  return html`<p><strong>${text.outdated}</strong></p>
    <scoria-differences .older=${shown.arguments ?? {}} .newer=${now.arguments ?? {}}></scoria-differences>`;
}
