import type { Json, JsonObject } from "@scoria/core";
import { z } from "zod";
import { components } from "./components.ts";
import { id, json, jsonObject, moment } from "./values.ts";

export type ApprovalStatus = "pending" | "approved" | "rejected" | "expired" | "withdrawn";

export const approvalStatus: z.ZodType<ApprovalStatus> = z
  .enum(["pending", "approved", "rejected", "expired", "withdrawn"])
  .register(components, { id: "ApprovalStatus" });

/** One request for a person's decision. */
export interface ApprovalView {
  readonly approvalId: string;
  readonly runId: string;
  readonly tenantId: string;
  readonly tool: string;
  readonly toolVersion?: string;
  /** What would be done, exactly; but for what is shown redacted. */
  readonly arguments?: Json;
  /** The prompt policy of its run, to which the decision binds too. */
  readonly policy?: JsonObject;
  /** SHA-256 of all that the decision binds to. `decideApproval` asks for it back. */
  readonly argumentsHash?: string;
  readonly reason?: string;
  /** What comes of it, in the words of who wrote the handler. */
  readonly consequence?: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly status: ApprovalStatus;
  readonly decidedBy?: string;
  readonly decidedAt?: string;
  readonly decisionReason?: string;
  readonly expiresAt?: string;
  readonly payloadsRemovedAt?: string;
  /** Whether anything in it is shown redacted. */
  readonly redacted: boolean;
}

export const approvalView: z.ZodType<ApprovalView> = z
  .strictObject({
    approvalId: id,
    runId: id,
    tenantId: z.string(),
    tool: z.string(),
    toolVersion: z.string().exactOptional(),
    arguments: z.exactOptional(json),
    policy: z.exactOptional(jsonObject),
    argumentsHash: z.string().exactOptional(),
    reason: z.string().exactOptional(),
    consequence: z.string().exactOptional(),
    requestedBy: z.string(),
    requestedAt: moment,
    status: approvalStatus,
    decidedBy: z.string().exactOptional(),
    decidedAt: moment.exactOptional(),
    decisionReason: z.string().exactOptional(),
    expiresAt: moment.exactOptional(),
    payloadsRemovedAt: moment.exactOptional(),
    redacted: z.boolean(),
  })
  .register(components, { id: "Approval" });

/** Why the operator who asks may not decide a pending approval; `null` when they may. */
export type MayNotDecide = "permission" | "own-request" | null;

/** An approval, with what a reviewer looks at beside it. */
export interface ApprovalPageItem {
  readonly approval: ApprovalView;
  /** The last one of this tool in this tenant that was approved before this one was asked for. */
  readonly lastApproved: ApprovalView | null;
  readonly mayNotDecide: MayNotDecide;
}

export const approvalPageItem: z.ZodType<ApprovalPageItem> = z
  .strictObject({
    approval: approvalView,
    lastApproved: approvalView.nullable(),
    mayNotDecide: z.enum(["permission", "own-request"]).nullable(),
  })
  .register(components, { id: "ApprovalPageItem" });

/** One page of approvals, newest first. */
export interface ApprovalPageView {
  readonly approvals: readonly ApprovalView[];
  readonly nextCursor: string | null;
}

export const approvalPageView: z.ZodType<ApprovalPageView> = z
  .strictObject({
    approvals: z.array(approvalView),
    nextCursor: z.string().nullable(),
  })
  .register(components, { id: "ApprovalPage" });
