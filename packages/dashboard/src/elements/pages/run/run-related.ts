import { html, nothing, type TemplateResult } from "lit";
import type { JsonObject } from "@scoria/core";
import type { ApprovalView, ChildView, RunItem, RunView } from "../../../wire/index.ts";
import type { ScoriaElement } from "../../base/scoria-element.ts";
import { renderFacts } from "../../parts/facts.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import "../../parts/json-tree.ts";
import "../../parts/status-mark.ts";
import "../../parts/time-mark.ts";

const text = texts.run;

/** What a run belongs with: decisions, runs that it started, its session, and what it was started with. */
export function renderRelated(from: ScoriaElement, run: RunView): TemplateResult {
  return html`<div class="related">
    ${renderApprovals(from, run.approvals)} ${renderChildren(from, run.children)} ${renderSession(from, run)}
    ${renderRuntime(run)} ${renderMetadata(run.metadata)}
  </div>`;
}

function card(id: string, heading: string, content: TemplateResult): TemplateResult {
  return html`<section class="card" aria-labelledby=${id}>
    <div class="card-head"><h2 id=${id}>${heading}</h2></div>
    ${content}
  </section>`;
}

function renderApprovals(from: ScoriaElement, approvals: readonly ApprovalView[]): unknown {
  if (approvals.length === 0) return nothing;
  return card(
    "approvals",
    text.approvals,
    html`<ul class="links">
      ${approvals.map(
        ({ approvalId, tool, status, decidedBy, decidedAt, requestedAt, decisionReason }) =>
          html`<li>
            <a href=${from.href(`/approvals/${approvalId}`)}>
              <scoria-status .status=${status}></scoria-status>
              <span class="grows">
                <strong>${visibleText(tool)}</strong>
                ${decidedBy === undefined ? nothing : html`<span class="soft">${visibleText(text.approvalBy(decidedBy))}</span>`}
                ${decisionReason === undefined ? nothing : html`<span class="faint">${visibleText(decisionReason)}</span>`}
              </span>
              <scoria-time .at=${decidedAt ?? requestedAt}></scoria-time>
            </a>
          </li>`,
      )}
    </ul>`,
  );
}

function renderChildren(from: ScoriaElement, children: readonly ChildView[]): unknown {
  if (children.length === 0) return nothing;
  return card(
    "children",
    text.children,
    html`<ul class="links">
      ${children.map(
        ({ runId, kind, status, createdAt, finishedAt }) =>
          html`<li>
            <a href=${from.href(`/workflows/${runId}`)}>
              <scoria-status .status=${status}></scoria-status>
              <span class="grows"><strong>${visibleText(kind)}</strong></span>
              <scoria-time .at=${finishedAt ?? createdAt}></scoria-time>
            </a>
          </li>`,
      )}
    </ul>`,
  );
}

function renderSession(from: ScoriaElement, { sessionId, neighbours }: RunView): unknown {
  if (sessionId === null) return nothing;
  const neighbour = (heading: string, run: RunItem | null, none: string): TemplateResult =>
    html`<li>
      ${
        run === null
          ? html`<span class="no-link"><span class="side">${heading}</span><span class="soft">${none}</span></span>`
          : html`<a href=${from.href(`/workflows/${run.runId}`)}>
              <span class="side">${heading}</span>
              <span class="grows"><strong>${visibleText(run.kind ?? texts.runs.noKind)}</strong></span>
              <scoria-status .status=${run.status}></scoria-status>
              <scoria-time .at=${run.createdAt}></scoria-time>
            </a>`
      }
    </li>`;
  return card(
    "session",
    text.session,
    html`<ul class="links">
      ${neighbour(text.previous, neighbours.previous, text.first)} ${neighbour(text.next, neighbours.next, text.last)}
      <li>
        <a href=${from.href(`/workflows?sessionId=${encodeURIComponent(sessionId)}`)}
          ><span class="grows">${text.inSession} ${visibleText(sessionId)}</span></a
        >
      </li>
    </ul>`,
  );
}

function renderRuntime({ runtime }: RunView): unknown {
  if (runtime === undefined) return nothing;
  const { provider, model, promptPolicy } = runtime;
  const word = (value: unknown): unknown => (typeof value === "string" ? visibleText(value) : undefined);
  return card(
    "runtime",
    text.runtime,
    html`<div class="card-body stack">
      ${renderFacts([
        [text.provider, word(provider)],
        [text.model, word(model)],
      ])}
      ${
        promptPolicy === undefined
          ? nothing
          : html`<details>
              <summary>${text.policy}</summary>
              <scoria-json .value=${promptPolicy} .label=${text.policy}></scoria-json>
            </details>`
      }
    </div>`,
  );
}

function renderMetadata(metadata: JsonObject): unknown {
  if (Object.keys(metadata).length === 0) return nothing;
  return card(
    "metadata",
    text.metadata,
    html`<div class="card-body"><scoria-json .value=${metadata} .label=${text.metadata}></scoria-json></div>`,
  );
}
