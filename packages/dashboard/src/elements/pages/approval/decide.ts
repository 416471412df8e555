import { html, nothing } from "lit";
import type { ApprovalStatus, ApprovalView, WireError } from "../../../wire/index.ts";
import { asWireError } from "../../base/resource-state.ts";
import type { ScoriaElement } from "../../base/scoria-element.ts";
import { askToConfirm } from "../../parts/confirm-dialog.ts";
import { visibleText } from "../../parts/visible-text.ts";
import { texts } from "../../texts/texts.ts";
import "../../parts/json-tree.ts";

export type DecisionWord = "approved" | "rejected";

/** Detail of `scoria-decision`, told when a decision is recorded. */
export interface DecisionMade {
  readonly approvalId: string;
  readonly decision: DecisionWord;
  readonly runId: string;
}

/** What came of a decision. `lost`: it was decided or over before. `outdated`: it is about something else than was shown. */
export type DecisionOutcome =
  | { readonly kind: "recorded"; readonly made: DecisionMade }
  | { readonly kind: "lost"; readonly status: ApprovalStatus; readonly by?: string; readonly at?: string }
  | { readonly kind: "outdated" }
  | { readonly kind: "refused"; readonly error: WireError };

const text = texts.approvals.one.question;

/**
 * Asks once more, showing what would be done, then sends the decision with the hash of what was shown. A rejection takes a
 * reason: it is all that the run and whoever reads it later have to go by. `undefined` when the person said no.
 */
export async function askAndDecide(
  from: ScoriaElement,
  approval: ApprovalView,
  decision: DecisionWord,
  onSent: () => void,
): Promise<DecisionOutcome | undefined> {
  const { approvalId, argumentsHash, consequence, runId, tool } = approval;
  if (argumentsHash === undefined) return undefined;
  const isApproval = decision === "approved";
  const confirmed = await askToConfirm(from, {
    heading: isApproval ? text.approve(tool) : text.reject(tool),
    consequence: html`<p>${text[decision]}</p>
      ${isApproval && consequence !== undefined ? html`<p><strong>${visibleText(consequence)}</strong></p>` : nothing}
      <div class="exactly">
        <scoria-json
          opened
          .value=${approval.arguments ?? {}}
          .label=${texts.approvals.one.argumentsOf(tool)}
        ></scoria-json>
      </div>`,
    action: isApproval ? text.approveAction : text.rejectAction,
    tone: isApproval ? "primary" : "danger",
    reason: isApproval ? "optional" : "required",
  });
  if (confirmed === undefined) return undefined;
  onSent();
  try {
    const body = { decision, argumentsHash, ...confirmed };
    await from.mount.client.call("decideApproval", { params: { approvalId }, body });
    return { kind: "recorded", made: { approvalId, decision, runId } };
  } catch (thrown) {
    return outcomeOf(asWireError(thrown));
  }
}

function outcomeOf(error: WireError): DecisionOutcome {
  const { code, details } = error;
  if (code === "DECISION_OUTDATED") return { kind: "outdated" };
  if (code !== "APPROVAL_ALREADY_DECIDED") return { kind: "refused", error };
  const { status, decidedBy, decidedAt } = details;
  return {
    kind: "lost",
    status: status as ApprovalStatus,
    ...(typeof decidedBy === "string" ? { by: decidedBy } : {}),
    ...(typeof decidedAt === "string" ? { at: decidedAt } : {}),
  };
}
