import { ScoriaError } from "../errors/scoria-error.ts";
import { invalidInput } from "../errors/core-errors.ts";
import type { CoreContext, StepName } from "../handlers/handler.ts";
import { identity } from "../identity/identity.ts";
import type { LaneCall } from "../lane/lane-call.ts";
import { executeStep, type StepWork } from "./execute-step.ts";
import type { Execution, Frame } from "./execution.ts";
import { runOutsideSteps } from "./inside-step.ts";
import { laneCall } from "./lane-call.ts";
import { readStepName, readStepOptions } from "./read-step-options.ts";
import { rejected } from "./rejected.ts";
import { ReplaySafeChance } from "./replay-safe.ts";
import { passStepGates } from "./step-gates.ts";
import { requestApproval } from "./request-approval.ts";
import type { StepKind } from "./run-usage.ts";
import { sleepUntil } from "./sleep-until.ts";
import { waitForSignal } from "./wait-for-signal.ts";

/** What a lane's own powers are made of in one handler. */
export type CallOfLane = (lane: string) => LaneCall;

/**
 * Calls the handler that a frame is for, from the top. Undefined when it is not registered: then the run waits for an
 * operator.
 */
export function callHandler(execution: Execution, frame: Frame): Promise<unknown> | undefined {
  const { handlers, lanes } = execution.parts;
  const handler = handlers.get(frame.kind);
  if (handler === undefined) {
    execution.waitForOperator("HANDLER_MISSING", `No handler for the kind "${frame.kind}" is registered.`);
    return undefined;
  }
  const core = coreContext(execution, frame);
  const callOf: CallOfLane = (lane) => laneCall(execution, frame, lane, core);
  const ctx = Object.freeze({ ...lanes.stepPowers(callOf), ...core });
  // A run that was started inside another run's step must not count as inside it.
  return runOutsideSteps(async () => handler.run(ctx, callOf));
}

/** The `ctx` of one handler in one execution, without the lanes. It is inert once the execution is over. */
function coreContext(execution: Execution, frame: Frame): CoreContext<unknown> {
  const { run, past, signal } = execution;
  const { actorId, sessionId, identityMetadata, runtime } = past.started;
  const chance = new ReplaySafeChance(run.runId, frame.stepKey);
  return {
    runId: run.runId,
    kind: frame.kind,
    role: frame.role,
    input: frame.input,
    feedback: frame.feedback,
    runtime,
    identity: identity({ actorId, tenantId: run.tenantId, sessionId, metadata: identityMetadata }),
    signal,
    step: ((name: unknown, work: unknown, options: unknown) =>
      step(execution, frame, name, work, options, hostsStep)) as CoreContext<unknown>["step"],
    sleep: ((duration: unknown, name: unknown) =>
      sleepUntil(execution, frame, duration, name)) as CoreContext<unknown>["sleep"],
    waitForSignal: ((name: unknown) => waitForSignal(execution, frame, name)) as CoreContext<unknown>["waitForSignal"],
    now: () => new Date(execution.deliveredAt),
    random: () => chance.random(),
    uuid: () => chance.uuid(),
    requestApproval: ((request: unknown) =>
      requestApproval(execution, frame, request)) as CoreContext<unknown>["requestApproval"],
  };
}

/** Whose step it is. */
export interface StepOrigin {
  /** Goes before the name in the step's key. */
  readonly prefix: string;
  readonly kind: StepKind;
}

const hostsStep: StepOrigin = { prefix: "", kind: "step" };

export function step(
  execution: Execution,
  frame: Frame,
  givenName: unknown,
  run: unknown,
  givenOptions: unknown,
  { prefix, kind }: StepOrigin,
): Promise<unknown> {
  let name: { readonly name: string; readonly key: string | null };
  let options: ReturnType<typeof readStepOptions>;
  try {
    name = readStepName(givenName satisfies unknown as StepName);
    options = readStepOptions(givenOptions);
    if (typeof run !== "function") throw invalidInput(`The work of step "${name.name}"`, "must be a function");
  } catch (error) {
    return rejected(error);
  }
  return execution.call<unknown>(frame, "step", { prefix, ...name }, (asked, open) => {
    if (asked.recorded?.settled) return;
    let approved: StepWork["approved"];
    try {
      approved = options.approval === undefined ? undefined : approvedBy(execution, asked.stepKey, options.approval);
    } catch (error) {
      return execution.refuse(open, error);
    }
    const work: StepWork = {
      asked,
      open,
      name: name.name,
      kind,
      options,
      run: run as StepWork["run"],
      approved,
    };
    const begin = (): Promise<void> => executeStep(execution, work);
    const isBegun = (asked.recorded?.failedAttempts ?? 0) > 0;
    if (execution.parts.lanes.stepGates.length > 0 && !isBegun) return passStepGates(execution, work, begin);
    execution.skipInside(`${asked.stepKey}/`);
    void execution.live(begin, 0);
  });
}

/**
 * Looks the decision up in the journal: what the host passes only says which one is meant.
 *
 * @throws APPROVAL_STALE when it is not an approval of this run, was not given, or has served another step
 */
function approvedBy(execution: Execution, stepKey: string, decision: unknown): StepWork["approved"] {
  const approvalId = idOf(decision);
  const approval = approvalId === null ? undefined : execution.past.approval(approvalId);
  if (approvalId === null || approval?.outcome?.status !== "approved") {
    throw approvalStale(
      "The step names no approval that was given in this run. Pass what ctx.requestApproval answered.",
    );
  }
  if (execution.past.useApproval(approvalId, stepKey) !== stepKey) {
    throw approvalStale(`Approval ${approvalId} has served another step. Ask for a new one.`, approvalId);
  }
  return { approvalId, arguments: structuredClone(approval.request.arguments) };
}

function idOf(decision: unknown): string | null {
  try {
    const id = (decision as { readonly approvalId?: unknown } | null)?.approvalId;
    return typeof id === "string" ? id : null;
  } catch {
    return null;
  }
}

function approvalStale(message: string, approvalId: string | null = null): ScoriaError<"APPROVAL_STALE"> {
  return new ScoriaError("APPROVAL_STALE", message, { approvalId });
}
