import { html, nothing, type TemplateResult } from "lit";
import type { ApprovalPageItem, ApprovalView } from "../../../wire/index.ts";
import { icon } from "../../parts/icons.ts";
import { keyCaps } from "../../parts/key-caps.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import type { DecisionWord } from "./decide.ts";
import "../../parts/time-mark.ts";
import "./next-pending.ts";

const text = texts.approvals.one;

/** Two keys each, so that nobody decides by one that was hit by chance; and then it is asked once more. */
export const decisionKeys = { approved: "v a", rejected: "v r" } as const;

export interface DecisionPanel {
  readonly item: ApprovalPageItem;
  readonly actorId: string | undefined;
  readonly isSending: boolean;
  readonly onDecide: (decision: DecisionWord) => void;
}

/** What the operator may do about it: decide, or read why not, or what was decided. */
export function renderDecision(panel: DecisionPanel): TemplateResult {
  const { approval } = panel.item;
  return html`<section class="card decision" aria-labelledby="decision">
    <h2 id="decision">${approval.status === "pending" ? text.decide : texts.status[approval.status]}</h2>
    ${approval.status === "pending" ? renderPending(panel) : renderReceipt(approval, panel.actorId)}
  </section>`;
}

function renderPending({ item, isSending, onDecide }: DecisionPanel): TemplateResult {
  const { approval, mayNotDecide } = item;
  if (mayNotDecide !== null)
    return html`<p class="may-not">${icon("forbidden")}<span>${text.mayNot[mayNotDecide]}</span></p>`;
  if (approval.argumentsHash === undefined) return html`<p>${text.notShown}</p>`;
  if (isSending) return html`<p role="status">${text.sending}</p>`;
  return html`<div class="choices">
    ${(
      [
        ["approved", text.approve, "primary"],
        ["rejected", text.reject, "danger"],
      ] as const
    ).map(
      ([decision, label, tone]) =>
        html`<div>
          <button type="button" class=${tone} @click=${() => onDecide(decision)}>${label}</button>
          <span class="keys">${keyCaps(decisionKeys[decision])}</span>
        </div>`,
    )}
  </div>`;
}

/** Who decided what, when and why. That something was approved is no word on whether it was done. */
function renderReceipt(approval: ApprovalView, actorId: string | undefined): TemplateResult {
  const { approvalId, status, decidedBy, decidedAt, decisionReason, expiresAt } = approval;
  if (status === "pending") throw new Error("What is pending has no receipt.");
  const isByPerson = status === "approved" || status === "rejected";
  const who = decidedBy === actorId ? text.you : (decidedBy ?? "");
  const at = decidedAt ?? (status === "expired" ? expiresAt : undefined);
  return html`<p class="receipt">
      <strong>${isByPerson ? visibleText(text.receipt[status](who)) : text.receipt[status]}</strong>
      ${at === undefined ? nothing : html`<scoria-time stops class="soft" .at=${at}></scoria-time>`}
    </p>
    ${
      isByPerson
        ? html`<p class="reason">
            ${
              decisionReason === undefined
                ? html`<span class="faint">${text.noReason}</span>`
                : html`<span class="as-written">${visibleText(decisionReason)}</span>`
            }
          </p>`
        : nothing
    }
    <p class="soft">${text.receiptNote[status]}</p>
    <scoria-next-pending .shownId=${approvalId}></scoria-next-pending>`;
}
