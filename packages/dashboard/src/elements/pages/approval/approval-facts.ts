import { html, nothing, type TemplateResult } from "lit";
import type { ApprovalPageItem } from "../../../wire/index.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import { areComparable } from "./approval-effect.ts";
import { differencesOf } from "./differences.ts";
import "../../parts/id-mark.ts";
import "../../parts/run-state.ts";
import "../../parts/time-mark.ts";

const text = texts.approvals.one;
const { diff } = texts.approvals;

/** What a decision is bound to, and where it belongs. */
export function renderFacts(item: ApprovalPageItem, hasTenants: boolean): TemplateResult {
  const { approvalId, argumentsHash, runId, tenantId, toolVersion } = item.approval;
  const { facts } = text;
  return html`<section class="card" aria-labelledby="run">
    <div class="card-head"><h2 id="run">${text.run}</h2></div>
    <div class="card-body"><scoria-run-state .runId=${runId}></scoria-run-state></div>
    <dl class="facts">
      ${fact(diff.title, summaryOf(item))}
      ${toolVersion === undefined ? nothing : fact(facts.version, visibleText(toolVersion))}
      ${hasTenants ? fact(facts.tenant, visibleText(tenantId)) : nothing}
      ${
        argumentsHash === undefined
          ? nothing
          : fact(facts.hash, html`<scoria-id .value=${argumentsHash} .label=${text.hashLabel}></scoria-id>`)
      }
      ${fact(facts.approval, html`<scoria-id .value=${approvalId} .label=${text.approvalLabel}></scoria-id>`)}
    </dl>
  </section>`;
}

function fact(name: string, value: unknown): TemplateResult {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function summaryOf({ approval, lastApproved }: ApprovalPageItem): string {
  if (lastApproved === null) return diff.first;
  if (!areComparable(approval, lastApproved)) return diff.notComparable;
  const all = differencesOf(lastApproved.arguments ?? {}, approval.arguments ?? {});
  const same = all.filter(({ kind }) => kind === "same").length;
  return diff.summary(all.length - same, same);
}
