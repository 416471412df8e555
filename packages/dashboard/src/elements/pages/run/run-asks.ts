import { html, nothing, type TemplateResult } from "lit";
import type { ApprovalView, RunView } from "../../../wire/index.ts";
import type { ScoriaElement } from "../../base/scoria-element.ts";
import { renderFacts } from "../../parts/facts.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import "../../parts/json-tree.ts";
import "../../parts/status-mark.ts";
import "../../parts/time-mark.ts";

const text = texts.run.asks;

/** What a run that does not go on waits for, and what would let it go on; nothing of one that does, or is over. */
export function renderAsks(from: ScoriaElement, run: RunView): unknown {
  const content = contentOf(from, run);
  if (content === undefined) return nothing;
  return html`<section class="card asks ${run.awaitingApproval ? "of-me" : ""}" aria-labelledby="asks" part="asks">
    <h2 id="asks" class="for-reader">${text.title}</h2>
    ${content}
  </section>`;
}

function contentOf(from: ScoriaElement, run: RunView): TemplateResult | undefined {
  const { waitingFor, status } = run;
  if (status === "queued") return renderQueued(from, run);
  switch (waitingFor?.kind) {
    case "approval": {
      const approval = run.approvals.find(({ approvalId }) => approvalId === waitingFor.approvalId);
      return run.awaitingApproval
        ? renderApproval(from, waitingFor.approvalId, waitingFor.tool, approval)
        : renderDecided(waitingFor.tool, approval);
    }
    case "timer":
      return html`${title(text.timer, text.timerDetail)}
      ${renderFacts([[text.until, html`<scoria-time stops .at=${waitingFor.until}></scoria-time>`]])}`;
    case "signal":
      return html`${title(visibleText(text.signal(waitingFor.name)), text.signalDetail)}
        <pre class="code" tabindex="0"><code>${visibleText(text.signalCode(run.runId, waitingFor.name))}</code></pre>`;
    case "runs":
      return html`${title(text.runs(waitingFor.runIds.length), text.runsDetail)}
        <ul class="links">
          ${waitingFor.runIds.slice(0, 5).map((runId) => renderChild(from, run, runId))}
        </ul>`;
    case "operator":
      return html`${title(text.operator, text.operatorHints[waitingFor.code] ?? text.operatorDetail)}
        <p class="why">
          <strong class="mono">${waitingFor.code}</strong>
          ${waitingFor.detail === undefined ? nothing : visibleText(waitingFor.detail)}
        </p>`;
    case undefined:
      return undefined;
  }
}

function title(heading: unknown, detail: string): TemplateResult {
  return html`<div>
    <h3>${heading}</h3>
    <p class="soft">${detail}</p>
  </div>`;
}

function renderApproval(
  from: ScoriaElement,
  approvalId: string,
  tool: string,
  approval: ApprovalView | undefined,
): TemplateResult {
  const mayDecide = from.may("decide");
  return html`<div class="asks-head">
      ${title(visibleText(text.approval(tool)), text.approvalDetail)}
      <a class="button ${mayDecide ? "primary" : ""}" href=${from.href(`/approvals/${approvalId}`)}
        >${mayDecide ? text.decide : text.look}</a
      >
    </div>
    ${
      approval === undefined
        ? nothing
        : html`${renderFacts([
            [text.reason, approval.reason === undefined ? undefined : visibleText(approval.reason)],
            [text.consequence, approval.consequence === undefined ? undefined : visibleText(approval.consequence)],
            [text.requestedBy, visibleText(approval.requestedBy)],
            [
              text.expires,
              approval.expiresAt === undefined
                ? undefined
                : html`<scoria-time stops .at=${approval.expiresAt}></scoria-time>`,
            ],
          ])}
          ${
            approval.arguments === undefined
              ? nothing
              : html`<scoria-json .value=${approval.arguments} .label=${text.shown}></scoria-json>`
          }`
    }`;
}

function renderDecided(tool: string, approval: ApprovalView | undefined): TemplateResult {
  const status = approval === undefined ? "" : texts.status[approval.status];
  return html`${title(visibleText(text.decided(status, tool)), text.decidedDetail)}
  ${renderFacts([
    [text.decidedBy, approval?.decidedBy === undefined ? undefined : visibleText(approval.decidedBy)],
    [text.reason, approval?.decisionReason === undefined ? undefined : visibleText(approval.decisionReason)],
  ])}`;
}

function renderChild(from: ScoriaElement, run: RunView, runId: string): TemplateResult {
  const child = run.children.find((one) => one.runId === runId);
  return html`<li>
    <a href=${from.href(`/workflows/${runId}`)}>
      ${child === undefined ? nothing : html`<scoria-status .status=${child.status}></scoria-status>`}
      ${visibleText(child?.kind ?? runId)}
    </a>
  </li>`;
}

function renderQueued(from: ScoriaElement, { queue }: RunView): TemplateResult {
  return html`<div class="asks-head">
    ${title(text.queued, text.queuedDetail(queue))}
    <span class="buttons">
      <a class="button" href=${from.href("/queues")}>${text.queues}</a>
      ${from.may("nodes") ? html`<a class="button" href=${from.href("/nodes")}>${text.nodes}</a>` : nothing}
    </span>
  </div>`;
}
