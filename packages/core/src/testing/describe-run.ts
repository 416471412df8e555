import { inspect } from "node:util";
import type { RunSummary, WaitingFor } from "../runs/run.ts";

/** Where a run stands, to complete "it is …" in the message of an assertion. */
export function describeRun(run: RunSummary): string {
  switch (run.status) {
    case "queued":
    case "running":
      return run.status;
    case "waiting":
      return `waiting for ${describeWait(run.waitingFor)}`;
    case "completed":
      return `completed with ${show(run.output)}`;
    default:
      return `${run.status}: ${run.error.code ?? run.error.name}: ${run.error.message.replace(/\.$/, "")}`;
  }
}

/** A value as it would be written in a test. */
export function show(value: unknown): string {
  return inspect(value, { depth: 8, breakLength: 100, maxStringLength: 500, maxArrayLength: 50 });
}

function describeWait(wait: WaitingFor): string {
  switch (wait.kind) {
    case "approval":
      return `the approval ${wait.approvalId} of ${show(wait.tool)}`;
    case "timer":
      return `a timer, until ${wait.until.toISOString()}`;
    case "signal":
      return `the signal ${show(wait.name)}`;
    case "runs":
      return `${wait.runIds.length} child runs`;
    case "operator":
      return `an operator: ${wait.code}${wait.detail === undefined ? "" : `: ${wait.detail}`}`;
  }
}
