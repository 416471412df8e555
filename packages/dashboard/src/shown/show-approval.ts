import type { Approval, Json, JsonObject } from "@scoria/core";
import type { ApprovalView } from "../wire/approval.ts";
import { ShownTogether, type ShownValues } from "./shown-values.ts";

export function showApproval(approval: Approval, values: ShownValues): ApprovalView {
  const { approvalId, runId, tenantId, tool, toolVersion, policy, argumentsHash, reason, consequence, status } =
    approval;
  const { requestedBy, decidedBy, decidedAt, decisionReason, expiresAt, payloadsRemovedAt } = approval;
  const together = new ShownTogether(values, approval);
  const view = {
    approvalId,
    runId,
    tenantId,
    tool,
    ...(toolVersion === undefined ? {} : { toolVersion }),
    ...(approval.arguments === undefined
      ? {}
      : { arguments: together.value("approval.arguments", approval.arguments) }),
    ...(policy === undefined ? {} : { policy: together.object("runtime", policy as unknown as JsonObject) }),
    ...(argumentsHash === undefined ? {} : { argumentsHash }),
    ...(reason === undefined ? {} : { reason: together.text("approval.reason", reason) }),
    ...(consequence === undefined ? {} : { consequence: together.text("approval.consequence", consequence) }),
    requestedBy,
    requestedAt: approval.requestedAt.toISOString(),
    status,
    ...(decidedBy === undefined ? {} : { decidedBy }),
    ...(decidedAt === undefined ? {} : { decidedAt: decidedAt.toISOString() }),
    ...(decisionReason === undefined
      ? {}
      : { decisionReason: together.text("approval.decisionReason", decisionReason) }),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() }),
    ...(payloadsRemovedAt === undefined ? {} : { payloadsRemovedAt: payloadsRemovedAt.toISOString() }),
  } satisfies Omit<ApprovalView, "redacted"> & { readonly arguments?: Json };
  return { ...view, redacted: together.redacted };
}
