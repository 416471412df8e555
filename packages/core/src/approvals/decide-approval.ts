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
import { requireSharedHead } from "../runs/read-runs.ts";
import type { RunSummary } from "../runs/run.ts";

/** Records a decision. It has an id of its own, so asking again after a lost answer has no second effect. */
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

  const payload = payloadText(decided);

  await failPoint("decision.before-commit");
  const verdict = await askDatabase(core, "recording a decision", (gaveUp) =>
    core.decisions.record({ approvalId, tenants, decisionId, decision, actorId, payload, resume }, gaveUp),
  );
  await failPoint("decision.after-commit");
  if (verdict.outcome === "not_found") throw approvalNotFound(approvalId);
  if (verdict.outcome === "own_request") throw ownRequest(approvalId);
  if (verdict.outcome === "already_decided") {
    throw approvalAlreadyDecided({
      approvalId,
      status: verdict.approval_status,
      ...(verdict.by_actor === null ? {} : { decidedBy: verdict.by_actor }),
      ...(verdict.at === null ? {} : { decidedAt: verdict.at.toISOString() }),
    });
  }
  const { run, woken, head } = verdict;
  core.hints.fromOutside(run, { types: ["approval.decided"], queued: woken ?? resume, owned: woken !== true });
  return head ?? requireSharedHead(core, tenants, run);
}

function ownRequest(approvalId: string): ScoriaError<"APPROVAL_OWN_REQUEST"> {
  return new ScoriaError(
    "APPROVAL_OWN_REQUEST",
    `Approval ${approvalId} was asked for by a run of this same actor. Let another person decide, or set approvals.allowOwnRequests.`,
    { approvalId },
  );
}
