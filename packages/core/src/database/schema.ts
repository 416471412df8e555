import type { Generated } from "kysely";
import type { ApprovalStatus } from "../approvals/approval.ts";
import type { RunStatus } from "../runs/run.ts";

/** The tables as reads that are put together from parts see them. `migrations/` says what the columns mean. */
export interface Tables {
  readonly "scoria.runs": RunsTable;
  readonly "scoria.journal": JournalTable;
  readonly "scoria.approvals": ApprovalsTable;
}

export interface RunsTable {
  readonly run_id: string;
  readonly tenant_id: string;
  readonly actor_id: string;
  readonly session_id: string | null;
  readonly metadata: string;
  readonly root_role: string;
  readonly kind: string | null;
  readonly status: RunStatus;
  readonly waiting_for: string | null;
  readonly awaiting_approval: boolean;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
}

export interface JournalTable {
  readonly run_id: string;
  readonly seq: number;
  readonly tenant_id: string;
  readonly epoch: number;
  readonly call: number;
  readonly type: string;
  readonly at: Date;
  readonly step_key: string | null;
  readonly role: string | null;
  readonly payload: string;
  readonly digest: Generated<Buffer>;
  readonly hash: Generated<Buffer>;
}

export interface ApprovalsTable {
  readonly approval_id: string;
  readonly tenant_id: string;
  readonly run_id: string;
  readonly seq: number;
  readonly tool: string;
  readonly status: ApprovalStatus;
  readonly requested_at: Date;
  readonly expires_at: Date | null;
  readonly decision_seq: number | null;
  readonly decided_by: string | null;
  readonly decided_at: Date | null;
}
