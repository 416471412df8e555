import type { Json } from "../decode/json.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { identity } from "../identity/identity.ts";
import type { AskFirst, GatedRun, Refuse } from "../lane/lane-gates.ts";
import type { Execution } from "./execution.ts";
import type { Frame } from "./frame.ts";
import { runOutsideSteps } from "./inside-step.ts";
import { requestApproval } from "./request-approval.ts";

/** What a gate is told of the run. */
export function gatedRun(execution: Execution, lane: string): GatedRun {
  const { run, past, signal } = execution;
  const { actorId, sessionId, identityMetadata, metadata, runtime, lanes } = past.started;
  return {
    runId: run.runId,
    kind: run.kind,
    identity: identity({ actorId, tenantId: run.tenantId, sessionId, metadata: identityMetadata }),
    metadata,
    runtime,
    options: lanes?.[lane],
    signal,
  };
}

/** Asks one gate. One that throws, or answers what is no verdict, refuses. */
export async function askGate<Verdict extends { readonly verdict: string }>(
  lane: string,
  known: readonly Verdict["verdict"][],
  ask: () => Verdict | undefined | Promise<Verdict | undefined>,
): Promise<Verdict | Refuse | undefined> {
  try {
    const answer = await runOutsideSteps(async () => ask());
    if (answer === undefined || answer.verdict === "go-on") return undefined;
    if (known.includes(answer.verdict)) return answer;
    return refuse(gateBroken(lane, "answered what is no verdict"));
  } catch (error) {
    return refuse(error instanceof Error ? error : gateBroken(lane, "threw what is no error"));
  }
}

function refuse(error: Error): Refuse {
  return { verdict: "refuse", error };
}

function gateBroken(lane: string, what: string): ScoriaError<"LANE_INVALID"> {
  return new ScoriaError("LANE_INVALID", `A gate of the lane "${lane}" ${what}, so nothing passes it.`, { lane });
}

/**
 * Asks a person for a gate, and tells what came of it: nothing when they approved, else the error to refuse with. The
 * request stands inside of what the gate holds up, under the lane's name, so that it meets no request of the handler's.
 */
export async function askPerson(
  execution: Execution,
  frame: Frame,
  gateKey: string,
  { approval }: AskFirst,
): Promise<Error | undefined> {
  try {
    const outcome = await requestApproval(execution, execution.frame({ ...frame, stepKey: gateKey }), approval);
    const { status, approvalId, reason } = outcome as {
      readonly status: "approved" | "rejected" | "expired";
      readonly approvalId: string;
      readonly reason?: string;
    };
    if (status === "approved") return undefined;
    const details: Readonly<Record<string, Json>> = { approvalId, status, ...(reason === undefined ? {} : { reason }) };
    return new ScoriaError(
      "APPROVAL_REFUSED",
      `A gate asked for approval ${approvalId}, and it was ${status}. Nothing was done.`,
      details,
    );
  } catch (error) {
    return error as Error;
  }
}
