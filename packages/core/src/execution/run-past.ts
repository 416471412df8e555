import { rebuildError } from "../errors/stored-error.ts";
import type { StoredEntry } from "../journal/entry.ts";
import { callIdOf } from "./call-book.ts";
import type { Delivery } from "./deliveries.ts";
import type { ApprovalDecided, ApprovalRequested, RunStarted, StepRecorded } from "./payloads.ts";
import { parentOf } from "./step-keys.ts";

export type CallKind = "step" | "approval";

/** What the journal has of one call of ctx. */
export interface RecordedCall {
  readonly kind: CallKind;
  readonly stepKey: string;
  failedAttempts: number;
  /** When the next attempt is due, in ms since 1970. */
  retryAt: number | null;
  settled: boolean;
  /** Of a request for approval. */
  approvalId: string | null;
}

export interface AskedApproval {
  readonly callId: string;
  readonly request: ApprovalRequested;
  decided: ApprovalDecided | null;
}

/**
 * What an execution knows of its run, built from entries alone: those that were there when it began, those it wrote
 * and those that came from outside all pass through `take`, in order.
 */
export class RunPast {
  readonly started: RunStarted;
  readonly #calls = new Map<string, RecordedCall>();
  readonly #approvals = new Map<string, AskedApproval>();
  readonly #asked = new Set<string>();
  readonly #served = new Map<string, string>();
  #bytes = 0;

  constructor(first: StoredEntry) {
    this.started = JSON.parse(first.payload) as RunStarted;
  }

  /** Of all payloads so far. */
  get bytes(): number {
    return this.#bytes;
  }

  call(callId: string): RecordedCall | undefined {
    return this.#calls.get(callId);
  }

  /** The handler asks for this call: gives what is recorded of it. */
  ask(callId: string): RecordedCall | undefined {
    this.#asked.add(callId);
    return this.#calls.get(callId);
  }

  approval(approvalId: string): AskedApproval | undefined {
    return this.#approvals.get(approvalId);
  }

  /** An approval serves one step: gives the key of the step that it serves, from now on this one if none did. */
  useApproval(approvalId: string, stepKey: string): string {
    const served = this.#served.get(approvalId) ?? stepKey;
    this.#served.set(approvalId, served);
    return served;
  }

  undecidedApprovals(): readonly string[] {
    return [...this.#approvals].flatMap(([approvalId, { decided }]) => (decided === null ? [approvalId] : []));
  }

  /** The first recorded call that the handler has not asked for. */
  unasked(): RecordedCall | undefined {
    for (const [callId, call] of this.#calls) if (!this.#asked.has(callId)) return call;
    return undefined;
  }

  /** Takes in the next entry. Gives the result it holds, if it answers a call. */
  take(entry: StoredEntry): Delivery | undefined {
    this.#bytes += Buffer.byteLength(entry.payload);
    switch (entry.type) {
      case "step.started":
        this.#callOf(entry, "step");
        return undefined;
      case "step.failed_attempt":
        return this.#takeFailedAttempt(entry);
      case "step.completed":
      case "step.failed":
        return this.#takeStepResult(entry);
      case "approval.requested":
        return this.#takeApprovalRequest(entry);
      case "approval.decided":
        return this.#takeDecision(entry);
      default:
        return undefined;
    }
  }

  #callOf(entry: StoredEntry, kind: CallKind): { callId: string; call: RecordedCall } {
    const stepKey = entry.stepKey ?? "";
    const callId = callIdOf(parentOf(stepKey) ?? "", entry.call);
    let call = this.#calls.get(callId);
    if (call === undefined) {
      call = { kind, stepKey, failedAttempts: 0, retryAt: null, settled: false, approvalId: null };
      this.#calls.set(callId, call);
    }
    return { callId, call };
  }

  #takeFailedAttempt(entry: StoredEntry): undefined {
    const { call } = this.#callOf(entry, "step");
    const { attempt, retryAt } = JSON.parse(entry.payload) as StepRecorded;
    call.failedAttempts = attempt;
    call.retryAt = retryAt ?? null;
  }

  #takeStepResult(entry: StoredEntry): Delivery {
    const { callId, call } = this.#callOf(entry, "step");
    const { approvalId, result, error } = JSON.parse(entry.payload) as StepRecorded;
    call.settled = true;
    if (approvalId !== undefined) this.useApproval(approvalId, call.stepKey);
    return {
      callId,
      settle: ({ resolve, reject }) => (error === undefined ? resolve(result) : reject(rebuildError(error))),
    };
  }

  #takeApprovalRequest(entry: StoredEntry): undefined {
    const { callId, call } = this.#callOf(entry, "approval");
    const request = JSON.parse(entry.payload) as ApprovalRequested;
    call.approvalId = request.approvalId;
    this.#approvals.set(request.approvalId, { callId, request, decided: null });
  }

  #takeDecision(entry: StoredEntry): Delivery | undefined {
    const decided = JSON.parse(entry.payload) as ApprovalDecided;
    const approval = this.#approvals.get(decided.approvalId);
    if (approval === undefined) return undefined;
    approval.decided = decided;
    const call = this.#calls.get(approval.callId);
    if (call !== undefined) call.settled = true;
    const { approvalId, decision, decidedBy, reason } = decided;
    const outcome = { status: decision, approvalId, by: decidedBy, ...(reason === undefined ? {} : { reason }) };
    return { callId: approval.callId, settle: ({ resolve }) => resolve(Object.freeze(outcome)) };
  }
}
