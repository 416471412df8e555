import type { CoreContext } from "../handlers/handler.ts";
import { recordedIdentity } from "../identity/identity.ts";
import type { LaneCall } from "../lane/lane-call.ts";
import { askStep, hostsStep } from "./ask-step.ts";
import { continueAsNew } from "./continue-as-new.ts";
import type { Execution } from "./execution.ts";
import type { Frame } from "./frame.ts";
import { runOutsideSteps } from "./inside-step.ts";
import { laneCall } from "./lane-call.ts";
import { ReplaySafeChance } from "./replay-safe.ts";
import { requestApproval } from "./request-approval.ts";
import { sleepUntil } from "./sleep-until.ts";
import { startChild } from "./start-child.ts";
import { waitForRuns } from "./wait-for-runs.ts";
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
  const { actorId, sessionId, identityMetadata, runtime, schedule } = past.started;
  const chance = new ReplaySafeChance(run.runId, frame.stepKey);
  return {
    runId: run.runId,
    kind: frame.kind,
    role: frame.role,
    input: frame.input,
    feedback: frame.feedback,
    runtime,
    identity: recordedIdentity({
      actorId,
      tenantId: run.tenantId,
      sessionId,
      metadata: frame.bareIdentity ? {} : identityMetadata,
    }),
    schedule: schedule === undefined ? null : { name: schedule.name, dueAt: new Date(schedule.dueAt) },
    signal,
    step: ((name: unknown, work: unknown, options: unknown) =>
      askStep(execution, frame, name, work, options, hostsStep)) as CoreContext<unknown>["step"],
    sleep: ((duration: unknown, name: unknown) =>
      sleepUntil(execution, frame, duration, name)) as CoreContext<unknown>["sleep"],
    waitForSignal: ((name: unknown) => waitForSignal(execution, frame, name)) as CoreContext<unknown>["waitForSignal"],
    startChild: ((kind: unknown, input: unknown, options: unknown) =>
      startChild(execution, frame, kind, input, options)) as CoreContext<unknown>["startChild"],
    waitForRuns: ((children: unknown) =>
      waitForRuns(execution, frame, children)) as CoreContext<unknown>["waitForRuns"],
    continueAsNew: (input: unknown) => continueAsNew(execution, frame, input),
    now: () => new Date(execution.deliveredAt),
    random: () => chance.random(),
    uuid: () => chance.uuid(),
    requestApproval: ((request: unknown) =>
      requestApproval(execution, frame, request)) as CoreContext<unknown>["requestApproval"],
  };
}
