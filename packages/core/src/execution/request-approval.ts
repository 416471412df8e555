import { createHash } from "node:crypto";
import { canonicalJson } from "../decode/canonical-json.ts";
import type { Json } from "../decode/json.ts";
import { limits } from "../decode/limits.ts";
import type { PromptPolicy } from "../defaults/run-runtime.ts";
import { readPositiveInteger, readString } from "../decode/option-values.ts";
import { readOptions } from "../decode/read-options.ts";
import { recordResult } from "../decode/recorded-value.ts";
import { invalidInput } from "../errors/core-errors.ts";
import { ScoriaError } from "../errors/scoria-error.ts";
import { newApprovalId } from "../ids/approval-id.ts";
import type { Execution } from "./execution.ts";
import type { Frame } from "./frame.ts";
import { payloadText, type ApprovalRequested } from "./payloads.ts";
import { rejected } from "./rejected.ts";

type Shown = Pick<ApprovalRequested, "tool" | "arguments" | "policy" | "reason" | "consequence" | "toolVersion">;

/**
 * Asks a person. The request is written when the handler can only wait, in one commit with the pause, and the answer
 * comes from the journal. On replay the handler must ask for the same bytes: what was decided holds for no others.
 */
export function requestApproval(execution: Execution, frame: Frame, request: unknown): Promise<unknown> {
  let shown: Shown;
  let expiresInMs: number | undefined;
  let key: string | null;
  try {
    ({ shown, expiresInMs, key } = readRequest(request, execution.past.started.runtime.promptPolicy));
  } catch (error) {
    return rejected(error);
  }
  const name = { prefix: "approval:", name: shown.tool, key };
  return execution.call<unknown>(frame, "approval", name, (asked, open) => {
    const argumentsHash = hashOf(shown);
    const { recorded } = asked;
    if (recorded !== undefined && recorded.approvalId !== null) {
      const before = execution.past.approval(recorded.approvalId);
      if (before?.request.argumentsHash !== argumentsHash) {
        return execution.refuse(open, askedForOther(recorded.approvalId, shown.tool));
      }
      if (!recorded.settled) open.wait = { kind: "approval", approvalId: recorded.approvalId, tool: shown.tool };
      return;
    }
    if (!execution.admit()) return;
    const approvalId = newApprovalId(execution.parts.databaseNow());
    open.wait = { kind: "approval", approvalId, tool: shown.tool };
    const { actorId } = execution.past.started;
    const expiresAt = expiresInMs === undefined ? null : Math.floor(execution.parts.databaseNow()) + expiresInMs;
    const payload: ApprovalRequested = {
      approvalId,
      argumentsHash,
      ...(expiresAt === null ? {} : { expiresAt }),
      requestedBy: actorId,
      ...shown,
    };
    execution.hold({
      approval: { approvalId, tool: shown.tool, expiresAt },
      draft: {
        type: "approval.requested",
        call: asked.call,
        stepKey: asked.stepKey,
        role: frame.role,
        payload: payloadText(payload),
      },
    });
  });
}

/** What a decision binds to: SHA-256 of the canonical text, lower-case hex. */
function hashOf({ tool, toolVersion, arguments: args, policy }: Shown): string {
  const bound = canonicalJson({ arguments: args, policy: { ...policy }, tool, toolVersion: toolVersion ?? null });
  return createHash("sha256").update(bound).digest("hex");
}

function readRequest(
  request: unknown,
  policy: PromptPolicy,
): {
  readonly shown: Shown;
  readonly expiresInMs: number | undefined;
  readonly key: string | null;
} {
  const known = ["tool", "toolVersion", "arguments", "reason", "consequence", "key", "expiresInMs"] as const;
  const given = readOptions(request, known, "ctx.requestApproval");
  const name = { maxCharacters: limits.nameCharacters };
  const sentence = { maxCharacters: limits.reasonCharacters };
  const shown: Shown = {
    tool: readString(given.tool, "tool", name),
    arguments: readArguments(given.arguments),
    policy,
    ...(given.toolVersion === undefined ? {} : { toolVersion: readString(given.toolVersion, "toolVersion", name) }),
    ...(given.reason === undefined ? {} : { reason: readString(given.reason, "reason", sentence) }),
    ...(given.consequence === undefined ? {} : { consequence: readString(given.consequence, "consequence", sentence) }),
  };
  const { expiresInMs } = given;
  return {
    shown,
    key: given.key === undefined ? null : readString(given.key, "key", name),
    expiresInMs:
      expiresInMs === undefined
        ? undefined
        : readPositiveInteger(expiresInMs, "expiresInMs", { max: limits.longestMs }),
  };
}

/** The handler's own values, so they are taken as a step's result is: what JSON makes of them is what is shown. */
function readArguments(value: unknown): Json {
  const recorded = recordResult(value, { name: "arguments", maxBytes: limits.inputBytes });
  if (recorded.absent) throw invalidInput("arguments", "must be given; pass {} for a tool that takes none");
  return recorded.value;
}

function askedForOther(approvalId: string, tool: string): ScoriaError<"APPROVAL_STALE"> {
  return new ScoriaError(
    "APPROVAL_STALE",
    `The handler now asks for other arguments of "${tool}" than those of approval ${approvalId}, so its decision does not hold. ` +
      "Compute the arguments in a step, or start a new run.",
    { approvalId },
  );
}
