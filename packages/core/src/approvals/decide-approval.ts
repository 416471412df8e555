import { askDatabase } from "../ask-database.ts";
import type { Core } from "../core.ts";
import { limits } from "../decode/limits.ts";
import { readBoolean, readEnum, readString } from "../decode/option-values.ts";
import { readOptions } from "../decode/read-options.ts";
import { approvalAlreadyDecided, approvalNotFound } from "../errors/core-errors.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { payloadText, type ApprovalDecided } from "../execution/payloads.ts";
import { failPoint } from "../fail-points.ts";
import { readWho } from "../identity/operator-scope.ts";
import { newApprovalId, readApprovalId } from "../ids/approval-id.ts";
import { requireHead } from "../runs/read-runs.ts";
import type { RunSummary } from "../runs/run.ts";

interface Verdict {
  readonly outcome: "decided" | "already_decided" | "own_request" | "not_found";
  readonly run: string;
  readonly approval_status: string;
  readonly by_actor: string | null;
  readonly at: Date | null;
}

/**
 * Records one decision: entry, inbox and head change in one commit under the head's lock, so that of two decisions one
 * wins. The decision has an id of its own, so asking again after a lost answer has no second effect.
 */
export async function decideApproval(
  core: Core,
  who: unknown,
  givenApprovalId: unknown,
  givenDecision: unknown,
): Promise<RunSummary> {
  const { actorId, tenants } = readWho(who);
  const approvalId = readApprovalId(givenApprovalId);
  const given = readOptions(givenDecision, ["decision", "reason", "resume"], "decideApproval");
  const decision = readEnum(given.decision, "decision", ["approved", "rejected"]);
  const resume = given.resume === undefined ? true : readBoolean(given.resume, "resume");
  const decisionId = newApprovalId(core.databaseNow());
  const decided: ApprovalDecided = {
    approvalId,
    decidedBy: actorId,
    decision,
    decisionId,
    ...(given.reason === undefined
      ? {}
      : { reason: readString(given.reason, "reason", { maxCharacters: limits.reasonCharacters }) }),
  };

  await failPoint("decision.before-commit");
  const { rows } = await askDatabase(core, "recording a decision", () =>
    core.database.control.query<Verdict>({
      name: "scoria_decide_approval",
      text: "select * from scoria.decide_approval($1, $2::text[], $3, $4, $5, $6, $7, $8)",
      values: [approvalId, tenants, decisionId, decision, actorId, payloadText(decided), resume, core.allowOwnRequests],
    }),
  );
  await failPoint("decision.after-commit");
  const [verdict] = rows;
  if (verdict === undefined || verdict.outcome === "not_found") throw approvalNotFound(approvalId);
  if (verdict.outcome === "own_request") throw ownRequest(approvalId);
  if (verdict.outcome === "already_decided") {
    throw approvalAlreadyDecided({
      approvalId,
      status: verdict.approval_status,
      ...(verdict.by_actor === null ? {} : { decidedBy: verdict.by_actor }),
      ...(verdict.at === null ? {} : { decidedAt: verdict.at.toISOString() }),
    });
  }
  core.hints.fromOutside(verdict.run, { types: ["approval.decided"], queued: resume });
  return requireHead(core, tenants, verdict.run);
}

function ownRequest(approvalId: string): ScoriaError<"APPROVAL_OWN_REQUEST"> {
  return new ScoriaError(
    "APPROVAL_OWN_REQUEST",
    `Approval ${approvalId} was asked for by a run of this same actor. Let another person decide, or set approvals.allowOwnRequests.`,
    { approvalId },
  );
}
