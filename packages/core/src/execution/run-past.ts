import { freezeJson } from "../decode/freeze-json.ts";
import type { ApprovedOutcome, ExpiredOutcome, RejectedOutcome } from "../approvals/approval.ts";
import { rebuildError } from "../errors/stored-error.ts";
import { isOfLaterVersion, type StoredEntry } from "../journal/entry.ts";
import { callIdOf } from "./call-book.ts";
import type { Delivery } from "./deliveries.ts";
import { rememberFailedStep } from "./failed-step.ts";
import type { Json } from "../decode/json.ts";
import type { StepCounts } from "./inner-budget.ts";
import { newCall, type CallKind, type RecordedCall } from "./recorded-call.ts";
import type {
  ApprovalClosed,
  ApprovalDecided,
  ApprovalRequested,
  CancelRequested,
  ChildStarted,
  RunsSettled,
  RunStarted,
  SentBack,
  SignalReceived,
  StepRecorded,
  TimerRecorded,
} from "./payloads.ts";
import { RunUsage, type StepKind } from "./run-usage.ts";
import { parentOf } from "./step-keys.ts";

type DecidedOutcome = ApprovedOutcome | RejectedOutcome | ExpiredOutcome;

/** What taking in an entry means for the calls of the handler. */
export interface Taken {
  readonly deliver?: Delivery;
  /** Calls whose recorded results no longer count. */
  readonly retract?: readonly string[];
}

export interface AskedApproval {
  readonly callId: string;
  readonly request: ApprovalRequested;
  outcome: DecidedOutcome | null;
}

/**
 * What an execution knows of its run, built from entries alone: those that were there when it began, those it wrote
 * and those that came from outside all pass through `take`, in order.
 */
export class RunPast {
  readonly started: RunStarted;
  readonly usage: RunUsage;
  readonly #calls = new Map<string, RecordedCall>();
  readonly #approvals = new Map<string, AskedApproval>();
  readonly #asked = new Set<string>();
  /** Calls inside of something that is over: nobody will ask for them again. */
  readonly #skipped = new Set<string>();
  /** Whether anything was recorded inside a step. */
  #isDeep = false;
  readonly #sentBack: SentBack[] = [];
  readonly #served = new Map<string, string>();
  readonly #children = new Set<string>();
  readonly #signals = new Map<string, { readonly waits: string[]; readonly signals: StoredEntry[] }>();
  #cancelRequested: CancelRequested | undefined;
  /** By the key of what failed: the step inside it that made it fail. Of the run itself under "". */
  readonly #failedSteps = new Map<string, string>();
  #laterType: string | undefined;
  #bytes = 0;

  constructor(first: StoredEntry, owned: { readonly epoch: number; readonly startedAt: number | null }) {
    this.started = freezeJson(JSON.parse(first.payload) as RunStarted);
    this.usage = new RunUsage(owned);
  }

  /** Of all payloads so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The type of an entry that a later version wrote. What it means is not known, so nothing may be built on this past. */
  get laterType(): string | undefined {
    return this.#laterType;
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
    return [...this.#approvals].flatMap(([approvalId, { outcome }]) => (outcome === null ? [approvalId] : []));
  }

  /** The first recorded call of the handler with this key, or inside of it, that was not asked for; gates aside. */
  unasked(handlerKey: string): RecordedCall | undefined {
    for (const [callId, call] of this.#calls) {
      if (this.#asked.has(callId) || !call.stepKey.startsWith(`${handlerKey}/`)) continue;
      if (!call.stepKey.startsWith(gatePrefix(handlerKey))) return call;
    }
    return undefined;
  }

  /** A recorded step, and all that are recorded inside of it. */
  countsWith({ stepKey, isTool }: RecordedCall): StepCounts {
    let steps = 1;
    let toolCalls = isTool ? 1 : 0;
    for (const call of this.#isDeep ? this.#calls.values() : []) {
      if (call.kind !== "step" || !call.stepKey.startsWith(`${stepKey}/`)) continue;
      steps += 1;
      if (call.isTool) toolCalls += 1;
    }
    return { steps, toolCalls };
  }

  /** What is recorded under keys that begin so is over. Gives its calls. */
  skipInside(prefix: string): readonly string[] {
    if (!this.#isDeep) return [];
    const inside = [...this.#calls].filter(([, call]) => call.stepKey.startsWith(prefix)).map(([id]) => id);
    for (const callId of inside) {
      this.#asked.add(callId);
      this.#skipped.add(callId);
    }
    return inside;
  }

  /** Whether it is a run that this one started, or a later run of its chain that this one has heard of. */
  isChild(runId: string): boolean {
    return this.#children.has(runId);
  }

  get hasChildren(): boolean {
    return this.#children.size > 0;
  }

  /** How often the handler was sent back, and with what. */
  get sentBack(): readonly SentBack[] {
    return this.#sentBack;
  }

  /** Somebody asked for the end of the run, and it has not ended yet. */
  get cancelRequested(): CancelRequested | undefined {
    return this.#cancelRequested;
  }

  /** The handler waits for the next signal of this name. Gives it if it came already. */
  awaitSignal(name: string, callId: string): Delivery | undefined {
    const { waits, signals } = this.#signalsOf(name);
    waits.push(callId);
    const entry = signals[waits.length - 1];
    return entry === undefined ? undefined : signalDelivery(entry, callId);
  }

  /** Takes in the next entry. */
  take(entry: StoredEntry): Taken {
    this.#bytes += Buffer.byteLength(entry.payload);
    this.usage.takeRunEntry(entry);
    const taken = this.#take(entry);
    return taken.deliver !== undefined && this.#skipped.has(taken.deliver.callId) ? {} : taken;
  }

  #take(entry: StoredEntry): Taken {
    switch (entry.type) {
      case "step.queued":
      case "step.started":
        return this.#takeBegun(entry);
      case "step.failed_attempt":
        return this.#takeFailedAttempt(entry);
      case "step.completed":
      case "step.failed":
        return this.#takeStepResult(entry);
      case "approval.requested":
        return this.#takeApprovalRequest(entry);
      case "approval.decided":
      case "approval.expired":
        return this.#takeOutcome(entry);
      case "approval.withdrawn":
        return this.#takeWithdrawal(entry);
      case "timer.set":
      case "timer.fired":
        return this.#takeTimer(entry);
      case "signal.received":
        return this.#takeSignal(entry);
      case "child.started":
        return this.#takeChild(entry);
      case "runs.settled":
        return this.#takeSettled(entry);
      case "cancel.requested":
        this.#cancelRequested = JSON.parse(entry.payload) as CancelRequested;
        return {};
      case "run.failed":
        this.#rememberFailed("", (JSON.parse(entry.payload) as { readonly failedStep?: string }).failedStep);
        return {};
      case "run.sent_back":
        this.#sentBack.push(freezeJson(JSON.parse(entry.payload) as SentBack));
        return {};
      case "run.retried":
        return this.#takeRetry();
      default:
        if (isOfLaterVersion(entry.type)) {
          this.#laterType ??= entry.type;
          return {};
        }
        return entry.call > 0 && entry.stepKey !== null ? this.#takeLaneEntry(entry) : {};
    }
  }

  #rememberFailed(stepKey: string, failedStep: string | undefined): void {
    if (failedStep === undefined) this.#failedSteps.delete(stepKey);
    else this.#failedSteps.set(stepKey, failedStep);
  }

  #callOf(entry: StoredEntry, kind: CallKind): { callId: string; call: RecordedCall } {
    const stepKey = entry.stepKey ?? "";
    const callId = callIdOf(parentOf(stepKey) ?? "", entry.call);
    let call = this.#calls.get(callId);
    if (call === undefined) {
      call = newCall(kind, stepKey);
      this.#calls.set(callId, call);
      this.#isDeep ||= stepKey.split("/").length > 2;
    }
    return { callId, call };
  }

  #takeBegun(entry: StoredEntry): Taken {
    const { call } = this.#callOf(entry, "step");
    const recorded = JSON.parse(entry.payload) as StepRecorded;
    call.queued = entry.type === "step.queued";
    if (!call.queued) this.usage.takeStepEntry(entry, kindOf(recorded));
    if (recorded.input !== undefined && recorded.kind !== undefined) {
      const { kind, input, inner = {} } = freezeJson(recorded as StepRecorded & { kind: string; input: Json });
      call.inner = { kind, role: entry.role ?? "", input, inner };
    }
    return {};
  }

  #takeFailedAttempt(entry: StoredEntry): Taken {
    const { call } = this.#callOf(entry, "step");
    const recorded = JSON.parse(entry.payload) as StepRecorded;
    this.usage.takeStepEntry(entry, kindOf(recorded));
    call.failedAttempts = recorded.attempt;
    call.retryAt = recorded.retryAt ?? null;
    return {};
  }

  #takeStepResult(entry: StoredEntry): Taken {
    const { callId, call } = this.#callOf(entry, "step");
    const recorded = JSON.parse(entry.payload) as StepRecorded;
    const { approvalId, result, error, failedStep } = recorded;
    this.usage.takeStepEntry(entry, kindOf(recorded));
    call.settled = true;
    call.isTool = kindOf(recorded) === "tool";
    this.#rememberFailed(call.stepKey, failedStep);
    if (approvalId !== undefined) this.useApproval(approvalId, call.stepKey);
    const settle: Delivery["settle"] = ({ resolve, reject }) => {
      if (error === undefined) resolve(result);
      else reject(rememberFailedStep(rebuildError(error), call.stepKey));
    };
    return { deliver: { seq: entry.seq, at: entry.at, callId, settle } };
  }

  #takeApprovalRequest(entry: StoredEntry): Taken {
    const { callId, call } = this.#callOf(entry, "approval");
    const request = JSON.parse(entry.payload) as ApprovalRequested;
    call.approvalId = request.approvalId;
    this.#approvals.set(request.approvalId, { callId, request, outcome: null });
    return {};
  }

  #takeOutcome(entry: StoredEntry): Taken {
    const closed = JSON.parse(entry.payload) as ApprovalDecided | ApprovalClosed;
    const approval = this.#approvals.get(closed.approvalId);
    if (approval === undefined) return {};
    const outcome = outcomeOf(closed);
    approval.outcome = outcome;
    const { callId } = approval;
    const call = this.#calls.get(callId);
    if (call !== undefined) call.settled = true;
    return { deliver: { seq: entry.seq, at: entry.at, callId, settle: ({ resolve }) => resolve(outcome) } };
  }

  /** The run ended before anybody decided; should it be tried again, the handler asks anew. */
  #takeWithdrawal(entry: StoredEntry): Taken {
    const { approvalId } = JSON.parse(entry.payload) as ApprovalClosed;
    const call = this.#calls.get(this.#approvals.get(approvalId)?.callId ?? "");
    if (call !== undefined) call.approvalId = null;
    this.#approvals.delete(approvalId);
    return {};
  }

  #takeTimer(entry: StoredEntry): Taken {
    const { callId, call } = this.#callOf(entry, "timer");
    call.until = (JSON.parse(entry.payload) as TimerRecorded).until;
    if (entry.type === "timer.set") return {};
    call.settled = true;
    return { deliver: { seq: entry.seq, at: entry.at, callId, settle: ({ resolve }) => resolve(undefined) } };
  }

  #takeSignal(entry: StoredEntry): Taken {
    const { name } = JSON.parse(entry.payload) as SignalReceived;
    const { waits, signals } = this.#signalsOf(name);
    signals.push(entry);
    const callId = waits[signals.length - 1];
    return callId === undefined ? {} : { deliver: signalDelivery(entry, callId) };
  }

  #takeChild(entry: StoredEntry): Taken {
    const { callId, call } = this.#callOf(entry, "child");
    const { runId } = JSON.parse(entry.payload) as ChildStarted;
    call.settled = true;
    this.#children.add(runId);
    const child = Object.freeze({ runId });
    return { deliver: { seq: entry.seq, at: entry.at, callId, settle: ({ resolve }) => resolve(child) } };
  }

  #takeSettled(entry: StoredEntry): Taken {
    const { callId, call } = this.#callOf(entry, "runs");
    const settled = freezeJson(JSON.parse(entry.payload) as RunsSettled);
    call.settled = true;
    if ("outcomes" in settled) {
      for (const outcome of settled.outcomes) {
        if ("continuedAs" in outcome && outcome.continuedAs !== undefined) this.#children.add(outcome.continuedAs);
      }
    }
    const settle: Delivery["settle"] = ({ resolve, reject }) => {
      if ("outcomes" in settled) resolve(settled.outcomes);
      else reject(rebuildError(settled.error));
    };
    return { deliver: { seq: entry.seq, at: entry.at, callId, settle } };
  }

  /**
   * The step that made the run fail gets new attempts, and so do the handlers around it; what else is recorded stays. A
   * request to end the run is past.
   */
  #takeRetry(): Taken {
    this.#cancelRequested = undefined;
    const again = new Set<string>();
    for (let key = this.#failedSteps.get(""); key !== undefined && !again.has(key); key = this.#failedSteps.get(key)) {
      again.add(key);
    }
    const retract: string[] = [];
    for (const [callId, call] of this.#calls) {
      if (!again.has(call.stepKey)) continue;
      call.settled = false;
      call.failedAttempts = 0;
      call.retryAt = null;
      retract.push(callId);
    }
    return { retract };
  }

  #takeLaneEntry(entry: StoredEntry): Taken {
    const { callId, call } = this.#callOf(entry, "entry");
    call.settled = true;
    const payload = JSON.parse(entry.payload) as Json;
    return { deliver: { seq: entry.seq, at: entry.at, callId, settle: ({ resolve }) => resolve(payload) } };
  }

  #signalsOf(name: string): { readonly waits: string[]; readonly signals: StoredEntry[] } {
    const known = this.#signals.get(name) ?? { waits: [], signals: [] };
    this.#signals.set(name, known);
    return known;
  }
}

/** Where the calls of the gates stand that a handler passes when it has returned. */
export function gatePrefix(handlerKey: string): string {
  return `${handlerKey}/gate:`;
}

/** A handler inside the run counts as a step. */
function kindOf({ kind }: StepRecorded): StepKind {
  return kind === "tool" ? kind : "step";
}

function outcomeOf(closed: ApprovalDecided | ApprovalClosed): DecidedOutcome {
  const { approvalId } = closed;
  if (!("decision" in closed)) return Object.freeze({ status: "expired", approvalId });
  const { decision, decidedBy, reason } = closed;
  return Object.freeze({ status: decision, approvalId, by: decidedBy, ...(reason === undefined ? {} : { reason }) });
}

function signalDelivery(entry: StoredEntry, callId: string): Delivery {
  const { payload } = JSON.parse(entry.payload) as SignalReceived;
  return { seq: entry.seq, at: entry.at, callId, settle: ({ resolve }) => resolve(payload) };
}
