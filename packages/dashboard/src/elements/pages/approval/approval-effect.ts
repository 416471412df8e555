import { html, nothing, type TemplateResult } from "lit";
import type { ApprovalPageItem, ApprovalView } from "../../../wire/index.ts";
import { icon } from "../../parts/icons.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import "../../parts/json-tree.ts";
import "../../parts/time-mark.ts";
import "./difference-list.ts";

const text = texts.approvals.one;
const { diff } = texts.approvals;

/** What exactly would be done: all of it, and plainly what cannot be seen of it. */
export function renderEffect(approval: ApprovalView): TemplateResult {
  const { tool, consequence, policy, redacted, status } = approval;
  return html`<section class="card effect" aria-labelledby="effect">
    <div class="card-head"><h2 id="effect">${status === "pending" ? text.effect : text.effectDone}</h2></div>
    <div class="card-body">
      ${redacted ? html`<p class="warn">${icon("warning")}<span>${text.redacted}</span></p>` : nothing}
      ${consequence === undefined ? nothing : renderConsequence(consequence)} ${renderArguments(approval)}
      ${status === "pending" && approval.arguments !== undefined ? html`<p class="faint">${text.exactly}</p>` : nothing}
      ${
        policy === undefined || Object.keys(policy).length === 0
          ? nothing
          : html`<details>
              <summary>${text.policy} <span class="faint">${text.policyHint}</span></summary>
              <scoria-json .value=${policy} .label=${`${text.policy}: ${tool}`}></scoria-json>
            </details>`
      }
    </div>
  </section>`;
}

/** What comes of it, as the author of the handler put it: they know what cannot be taken back. */
function renderConsequence(consequence: string): TemplateResult {
  return html`<p class="warn">${icon("warning")}<span>${visibleText(consequence)}</span></p>`;
}

function renderArguments({ tool, arguments: given, payloadsRemovedAt }: ApprovalView): TemplateResult {
  if (given !== undefined)
    return html`<scoria-json opened .value=${given} .label=${text.argumentsOf(tool)}></scoria-json>`;
  if (payloadsRemovedAt === undefined) return html`<p class="soft">${text.none}</p>`;
  return html`<p class="soft">${text.removed} <scoria-time stops .at=${payloadsRemovedAt}></scoria-time></p>`;
}

/** How it differs from the last one of its tool that was approved. */
export function renderComparison({ approval, lastApproved }: ApprovalPageItem, href: (to: string) => string): unknown {
  return html`<section class="card compare" aria-labelledby="compare">
    <div class="card-head"><h2 id="compare">${diff.title}</h2></div>
    <div class="card-body">
      ${
        lastApproved === null
          ? html`<p>
              <strong>${diff.first}.</strong> <span class="soft">${visibleText(diff.firstDetail(approval.tool))}</span>
            </p>`
          : renderDifferences(approval, lastApproved, href)
      }
    </div>
  </section>`;
}

function renderDifferences(approval: ApprovalView, last: ApprovalView, href: (to: string) => string): TemplateResult {
  const versions = [last.toolVersion ?? diff.noVersion, approval.toolVersion ?? diff.noVersion] as const;
  return html`<p class="soft">
      ${diff.against}
      <a class="link" href=${href(`/approvals/${last.approvalId}`)}
        >${last.decidedBy === undefined ? last.approvalId : visibleText(diff.by(last.decidedBy))}</a
      >
      ${last.decidedAt === undefined ? nothing : html`<scoria-time stops .at=${last.decidedAt}></scoria-time>`}
    </p>
    ${versions[0] === versions[1] ? nothing : html`<p class="warn">${icon("warning")}<span>${visibleText(diff.versions(...versions))}</span></p>`}
    ${
      !areComparable(approval, last)
        ? html`<p>${isRemoved(last) ? diff.lastRemoved : diff.ownRemoved}</p>`
        : html`<scoria-differences
            .older=${last.arguments ?? {}}
            .newer=${approval.arguments ?? {}}
          ></scoria-differences>`
    }
    ${approval.redacted || last.redacted ? html`<p class="faint">${diff.redactedToo}</p>` : nothing}`;
}

/** Whether the arguments of both are there to be compared: those of runs that ended long ago are removed. */
export function areComparable(one: ApprovalView, other: ApprovalView): boolean {
  return !isRemoved(one) && !isRemoved(other);
}

function isRemoved({ arguments: given, payloadsRemovedAt }: ApprovalView): boolean {
  return given === undefined && payloadsRemovedAt !== undefined;
}
