import type { Json } from "../decode/json.ts";
import type { PromptPolicy } from "../defaults/run-runtime.ts";

/** What a handler asks a person to decide: one use of one tool with exactly these arguments. */
export interface ApprovalRequest<Arguments = Json> {
  /** What would act, in the host's words; up to 200 characters. */
  readonly tool: string;
  /** Which version of it; a decision for one version does not serve another. */
  readonly toolVersion?: string;
  /** What it would act with. The decision binds to these bytes. */
  readonly arguments: Arguments;
  /** Tells requests for one tool apart in branches that run at once. */
  readonly key?: string;
  /** How long it may be decided, in milliseconds by the database's clock; then it is expired. Default: for ever. */
  readonly expiresInMs?: number;
  /** Why a person is asked; shown to the one who decides; up to 2,000 characters. */
  readonly reason?: string;
  /** What comes of it when they say yes, above all what cannot be taken back; shown beside the arguments; up to 2,000 characters. */
  readonly consequence?: string;
}

/** A person said yes. Hand it to the step that acts: `ctx.step(name, fn, { approval: decision })`. */
export interface ApprovedOutcome<Arguments = Json> {
  readonly status: "approved";
  readonly approvalId: string;
  /** The actor who decided. */
  readonly by: string;
  readonly reason?: string;
  /** For the compiler only: carries the type of the approved arguments to the step. Never set. */
  readonly "~approved"?: { readonly arguments: Arguments };
}

/** A person said no. */
export interface RejectedOutcome {
  readonly status: "rejected";
  readonly approvalId: string;
  /** The actor who decided. */
  readonly by: string;
  readonly reason?: string;
}

/** Nobody decided in time. */
export interface ExpiredOutcome {
  readonly status: "expired";
  readonly approvalId: string;
}

/** What `requestApproval` answers in a handler; narrow it by `status`. */
export type ApprovalOutcome<Arguments = Json> = ApprovedOutcome<Arguments> | RejectedOutcome | ExpiredOutcome;

/** `withdrawn`: its run ended before anybody decided. */
export type ApprovalStatus = "pending" | "approved" | "rejected" | "expired" | "withdrawn";

/**
 * One request for approval, as those who decide and those who look back read it. Once retention removed the payloads of its
 * run, `payloadsRemovedAt` is there and what was asked for and why is not; who decided what, and when, stays.
 */
export interface Approval {
  readonly approvalId: string;
  readonly runId: string;
  readonly tenantId: string;
  readonly tool: string;
  readonly toolVersion?: string;
  readonly arguments?: Json;
  /** The prompt policy of its run, to which the decision binds too. */
  readonly policy?: PromptPolicy;
  /** SHA-256 of all that the decision binds to, as lower-case hex. */
  readonly argumentsHash?: string;
  readonly reason?: string;
  readonly consequence?: string;
  /** The run's actor. */
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly status: ApprovalStatus;
  /** The actor who decided. */
  readonly decidedBy?: string;
  readonly decidedAt?: Date;
  readonly decisionReason?: string;
  readonly expiresAt?: Date;
  readonly payloadsRemovedAt?: Date;
}

/** A person's decision. */
export interface ApprovalDecision {
  readonly decision: "approved" | "rejected";
  /** Recorded with the decision and given to the handler; up to 2,000 characters. */
  readonly reason?: string;
  /** `false` records the decision and leaves the run waiting for `resumeRun`. Default: true. */
  readonly resume?: boolean;
}

/** Which approvals `listApprovals` reads. What is left out does not narrow. */
export interface ApprovalsQuery {
  /** One status, or several of which an approval has one; none twice. */
  readonly status?: ApprovalStatus | readonly ApprovalStatus[];
  readonly runId?: string;
  readonly tool?: string;
  /** How many at most, 1 to 200. Default: 50. */
  readonly limit?: number;
  /** The `nextCursor` of the page before. Default: the first page. */
  readonly cursor?: string;
}

/** One page of approvals, newest first. */
export interface ApprovalPage {
  readonly approvals: readonly Approval[];
  /** Where the next page begins; `null` on the last one. */
  readonly nextCursor: string | null;
}
