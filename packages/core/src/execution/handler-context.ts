import { readEnum } from "../decode/option-values.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { invalidInput } from "../errors/core-errors.ts";
import type { CoreContext, StepName } from "../handlers/handler.ts";
import { identity } from "../identity/identity.ts";
import type { LaneCall, LaneStepOptions } from "../lane/lane.ts";
import { executeStep, type StepWork } from "./execute-step.ts";
import type { Execution, Frame } from "./execution.ts";
import { readStepName, readStepOptions } from "./read-step-options.ts";
import { rejected } from "./rejected.ts";
import { ReplaySafeChance } from "./replay-safe.ts";
import { requestApproval } from "./request-approval.ts";
import type { StepKind } from "./run-usage.ts";
import { sleepUntil } from "./sleep-until.ts";
import { waitForSignal } from "./wait-for-signal.ts";

/** What the installed lanes add to a handler's `ctx`, by lane name. */
export type StepPowersOf = (call: LaneCall) => Readonly<Record<string, unknown>>;

/** The `ctx` of one handler in one execution. It is inert once the execution is over. */
export function handlerContext(execution: Execution, frame: Frame): object {
  const { run, past, signal, parts } = execution;
  const { actorId, sessionId, identityMetadata, input, runtime } = past.started;
  const chance = new ReplaySafeChance(run.runId, frame.stepKey);
  const core: CoreContext<unknown> = {
    runId: run.runId,
    kind: run.kind,
    role: frame.role,
    input,
    runtime,
    identity: identity({ actorId, tenantId: run.tenantId, sessionId, metadata: identityMetadata }),
    signal,
    step: ((name: unknown, work: unknown, options: unknown) =>
      step(execution, frame, "step", name, work, options)) as CoreContext<unknown>["step"],
    sleep: ((duration: unknown, name: unknown) =>
      sleepUntil(execution, frame, duration, name)) as CoreContext<unknown>["sleep"],
    waitForSignal: ((name: unknown) => waitForSignal(execution, frame, name)) as CoreContext<unknown>["waitForSignal"],
    now: () => new Date(execution.deliveredAt),
    random: () => chance.random(),
    uuid: () => chance.uuid(),
    requestApproval: ((request: unknown) =>
      requestApproval(execution, frame, request)) as CoreContext<unknown>["requestApproval"],
  };
  const powers = parts.stepPowers({
    runId: run.runId,
    tenantId: run.tenantId,
    role: frame.role,
    signal,
    step: ((name: unknown, work: unknown, options: unknown) =>
      laneStep(execution, frame, name, work, options)) as LaneCall["step"],
  });
  return Object.freeze({ ...powers, ...core });
}

/** As a handler's step, but a lane may say that it is a tool call. */
function laneStep(execution: Execution, frame: Frame, name: unknown, run: unknown, givenOptions: unknown) {
  const { kind = "step", ...options } = (givenOptions ?? {}) as LaneStepOptions;
  try {
    return step(execution, frame, readEnum(kind, "kind", ["step", "tool"]), name, run, options);
  } catch (error) {
    return rejected(error);
  }
}

function step(
  execution: Execution,
  frame: Frame,
  kind: StepKind,
  givenName: unknown,
  run: unknown,
  givenOptions: unknown,
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
  return execution.call<unknown>(frame, "step", { prefix: "", ...name }, (asked, open) => {
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
    void execution.live(() => executeStep(execution, work), 0);
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
