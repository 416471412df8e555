import type { Json, JsonObject } from "@scoria/core";
import type {
  ApprovalView,
  EntryView,
  ErrorView,
  RunItem,
  RunView,
  StepView,
  WaitingForView,
} from "../../../../src/wire/index.ts";
import { hashOf, idAt } from "./desk-time.ts";

const promptPolicy: JsonObject = {
  approvalRequired: false,
  groundingRequired: false,
  metadata: {},
  policyKey: "default",
  promptRef: null,
  promptVersion: null,
  toolsAllowed: true,
};

export interface StoryBegin {
  readonly kind: string;
  readonly at: string;
  readonly actorId: string;
  readonly sessionId: string;
  readonly input: JsonObject;
  readonly rootRole?: string;
  readonly queue?: string;
  readonly metadata?: JsonObject;
}

export interface StoryStep {
  readonly takes: number;
  readonly result?: Json;
  readonly input?: Json;
  /** Below the step with this key. Default: below the handler's. */
  readonly under?: string;
  readonly role?: string;
  readonly kind?: string;
  /** The attempt that this was. Default: 1. */
  readonly attempt?: number;
}

export interface StoryRequest {
  readonly tool: string;
  readonly arguments: Json;
  readonly reason: string;
  readonly consequence?: string;
  readonly expiresInMs: number;
}

/** What a list does not show. */
const ofRunAlone: ReadonlySet<string> = new Set<Exclude<keyof RunView, keyof RunItem>>([
  "metadata",
  "input",
  "output",
  "runtime",
  "steps",
  "approvals",
  "children",
  "lastSeq",
  "lanes",
  "neighbours",
  "redacted",
]);

type MutableRun = { -readonly [Name in keyof RunView]: RunView[Name] };
type MutableStep = { -readonly [Name in keyof StepView]: StepView[Name] };

/**
 * A run told in order: each thing that happens in it takes its time, and is recorded in the journal and in the steps alike, in
 * the form in which the engine records it.
 */
export class RunStory {
  readonly entries: EntryView[] = [];
  readonly #run: MutableRun;
  readonly #steps: MutableStep[] = [];
  readonly #approvals: ApprovalView[] = [];
  #now: number;

  constructor({ kind, at, actorId, sessionId, input, rootRole = "executor", queue = "default", metadata }: StoryBegin) {
    this.#now = Date.parse(at);
    this.#run = {
      runId: idAt(at, kind),
      tenantId: "acme",
      actorId,
      sessionId,
      kind,
      rootRole,
      status: "running",
      awaitingApproval: false,
      queue,
      priority: 0,
      createdAt: at,
      updatedAt: at,
      startedAt: at,
      metadata: metadata ?? {},
      input,
      runtime: { provider: "openai", model: "gpt-5-mini", promptPolicy },
      steps: this.#steps,
      approvals: this.#approvals,
      children: [],
      lastSeq: 0,
      lanes: { handoff: [] },
      neighbours: { previous: null, next: null },
      redacted: false,
    };
    this.#record("run.started", { actorId, input, kind, metadata: metadata ?? {}, rootRole, sessionId });
    this.#begin(kind, { stepKey: kind, parent: null, kind, role: rootRole, input });
  }

  get runId(): string {
    return this.#run.runId;
  }

  get at(): string {
    return new Date(this.#now).toISOString();
  }

  pass(ms: number): this {
    this.#now += ms;
    return this;
  }

  /** A step that ends well. */
  step(name: string, { takes, result = null, ...more }: StoryStep): this {
    const step = this.#stepOf(name, more);
    const startedAt = this.#now;
    this.pass(takes);
    this.#end(step, "completed");
    step.output = result;
    this.#recordStep("step.completed", step, { result, startedAt });
    return this;
  }

  /** A step that has begun and is not over. */
  begin(name: string, more: Omit<StoryStep, "takes" | "result"> = {}): this {
    const step = this.#stepOf(name, more);
    this.#recordStep("step.started", step, { startedAt: this.#now });
    return this;
  }

  /** The step that has begun last ends well. */
  finish(stepKey: string, result: Json): this {
    const step = this.#stepAt(stepKey);
    this.#end(step, "completed");
    step.output = result;
    this.#recordStep("step.completed", step, { result, startedAt: Date.parse(step.startedAt ?? "") });
    return this;
  }

  /** A try at a step that fails: to be tried again after `retryInMs`, or for good. */
  fails(name: string, { takes, attempt = 1, ...more }: StoryStep, error: ErrorView, retryInMs?: number): this {
    const step = this.#stepOf(name, { attempt, ...more });
    const startedAt = this.#now;
    this.pass(takes);
    if (retryInMs === undefined) {
      this.#end(step, "failed");
      step.error = error;
      this.#recordStep("step.failed", step, { error: { ...error }, startedAt });
      return this;
    }
    this.#recordStep("step.failed_attempt", step, { error: { ...error }, startedAt, retryAt: this.#now + retryInMs });
    return this.pass(retryInMs);
  }

  /** Asks for a decision, and waits for it. */
  asks({ tool, arguments: shown, reason, consequence, expiresInMs }: StoryRequest): this {
    const approval: ApprovalView = {
      approvalId: idAt(this.at, tool),
      runId: this.runId,
      tenantId: "acme",
      tool,
      toolVersion: "3",
      arguments: shown,
      policy: promptPolicy,
      argumentsHash: hashOf(JSON.stringify(shown)),
      reason,
      ...(consequence === undefined ? {} : { consequence }),
      requestedBy: this.#run.actorId,
      requestedAt: this.at,
      status: "pending",
      expiresAt: new Date(this.#now + expiresInMs).toISOString(),
      redacted: false,
    };
    this.#approvals.push(approval);
    const { approvalId, argumentsHash = "", requestedBy } = approval;
    const stepKey = `${this.#run.kind}/approval:${tool}`;
    const payload = {
      approvalId,
      arguments: shown,
      argumentsHash,
      ...(consequence === undefined ? {} : { consequence }),
      reason,
      requestedBy,
      tool,
      toolVersion: "3",
    };
    this.#record("approval.requested", payload, stepKey);
    this.#run.awaitingApproval = true;
    return this.waits({ kind: "approval", approvalId, tool });
  }

  /** Somebody decides about what was asked for last, and the run goes on. */
  decides(by: string, status: "approved" | "rejected", reason: string): this {
    const approval = this.#approvals.pop();
    if (approval === undefined) throw new Error("Nothing was asked for.");
    this.#approvals.push({ ...approval, status, decidedBy: by, decidedAt: this.at, decisionReason: reason });
    const stepKey = `${this.#run.kind}/approval:${approval.tool}`;
    this.#record("approval.decided", { approvalId: approval.approvalId, by, decision: status, reason }, stepKey);
    this.#run.awaitingApproval = false;
    return this.resumes();
  }

  waits(waitingFor: WaitingForView): this {
    this.#run.status = "waiting";
    this.#run.waitingFor = waitingFor;
    this.#stepAt(this.#root).status = "waiting";
    return this.#record("run.waiting", { waitingFor: waitingFor as unknown as JsonObject });
  }

  resumes(): this {
    this.#run.status = "running";
    delete this.#run.waitingFor;
    this.#stepAt(this.#root).status = "running";
    return this.#record("run.resumed", {});
  }

  /** What a lane records and projects. */
  says(type: string, payload: JsonObject, role: string): this {
    return this.#record(type, payload, undefined, role);
  }

  projects(lane: string, projection: Json): this {
    this.#run.lanes = { ...this.#run.lanes, [lane]: projection };
    return this;
  }

  completes(output: Json): this {
    this.#over("completed");
    this.#run.output = output;
    this.#stepAt(this.#root).output = output;
    return this.#record("run.completed", { output });
  }

  failsWith(error: ErrorView, failedStep: string): this {
    this.#over("failed");
    this.#run.error = error;
    this.#stepAt(this.#root).error = error;
    return this.#record("run.failed", { error: { ...error }, failedStep });
  }

  /** The run as a list shows it. */
  item(): RunItem {
    const fields = Object.entries(this.view()).filter(([name]) => !ofRunAlone.has(name));
    return Object.fromEntries(fields) as unknown as RunItem;
  }

  view(neighbours: RunView["neighbours"] = { previous: null, next: null }): RunView {
    return { ...this.#run, updatedAt: this.at, lastSeq: this.entries.length, neighbours };
  }

  get #root(): string {
    return this.#run.kind ?? "";
  }

  #over(status: "completed" | "failed"): void {
    this.#run.status = status;
    this.#run.finishedAt = this.at;
    this.#end(this.#stepAt(this.#root), status);
  }

  #stepOf(
    name: string,
    { under = this.#root, role, kind = "step", attempt = 1, input }: Partial<StoryStep>,
  ): MutableStep {
    const stepKey = `${under}/${name}`;
    const known = this.#steps.find((step) => step.stepKey === stepKey);
    const of = { stepKey, parent: under, kind, role: role ?? this.#stepAt(under).role };
    const step = known ?? this.#begin(name.replace(/^handoff:/, ""), input === undefined ? of : { ...of, input });
    step.attempts = attempt;
    return step;
  }

  #begin(name: string, of: Pick<StepView, "stepKey" | "parent" | "role"> & Partial<StepView>): MutableStep {
    const idempotencyKey = hashOf(`${this.runId} ${of.stepKey}`).slice(0, 40);
    const step = { name, status: "running", attempts: 1, startedAt: this.at, finishedAt: null, idempotencyKey, ...of };
    this.#steps.push(step as MutableStep);
    return step as MutableStep;
  }

  #stepAt(stepKey: string): MutableStep {
    const step = this.#steps.find((one) => one.stepKey === stepKey);
    if (step === undefined) throw new Error(`There is no step ${stepKey}.`);
    return step;
  }

  #end(step: MutableStep, status: "completed" | "failed"): void {
    step.status = status;
    step.finishedAt = this.at;
  }

  #recordStep(type: string, { name, stepKey, role, attempts = 1 }: StepView, more: JsonObject): void {
    this.#record(type, { attempt: attempts, name, ...more }, stepKey, role);
  }

  #record(type: string, payload: JsonObject, stepKey?: string, role?: string): this {
    const seq = this.entries.length + 1;
    const hash = hashOf(`${this.entries.at(-1)?.hash ?? ""} ${seq} ${type} ${JSON.stringify(payload)}`);
    this.entries.push({
      seq,
      type,
      at: this.at,
      ...(stepKey === undefined ? {} : { stepKey }),
      ...(role === undefined ? {} : { role }),
      payload,
      hash,
      redacted: false,
    });
    return this;
  }
}
