import { invalidInput } from "../errors/core-errors.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import type { StepName } from "../handlers/handler.ts";
import { executeStep, type StepWork } from "./execute-step.ts";
import type { Execution } from "./execution.ts";
import type { Frame } from "./frame.ts";
import { readStepName, readStepOptions } from "./read-step-options.ts";
import { rejected } from "./rejected.ts";
import type { StepKind } from "./run-usage.ts";
import { passStepGates } from "./step-gates.ts";

/** Whose step it is. */
export interface StepOrigin {
  /** Goes before the name in the step's key. */
  readonly prefix: string;
  readonly kind: StepKind;
}

/** A step of a handler's own. */
export const hostsStep: StepOrigin = { prefix: "", kind: "step" };

/** Answers a call of `ctx.step`, or of a lane's: from the journal, or by doing the step. */
export function askStep(
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
    let approved: StepWork["approved"];
    try {
      if (asked.recorded?.settled) return frame.budget?.add(execution.past.countsWith(asked.recorded));
      approved = options.approval === undefined ? undefined : approvedBy(execution, asked.stepKey, options.approval);
      frame.budget?.take(kind);
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
