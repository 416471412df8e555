import { ScoriaError } from "./scoria-error.ts";

export { coreErrorCodes, type CoreErrorCode, type ErrorCodeEntry } from "./core-error-codes.ts";

/** An absent run and a run of another tenant get this same answer, byte for byte. */
export function runNotFound(runId: string): ScoriaError<"RUN_NOT_FOUND"> {
  return new ScoriaError(
    "RUN_NOT_FOUND",
    `Run ${runId} was not found. Check the id, and that the identity belongs to the run's tenant.`,
    { runId },
  );
}

export function runNotResumable(runId: string, status: string): ScoriaError<"RUN_NOT_RESUMABLE"> {
  const advice =
    status === "waiting"
      ? "what it waits for has not happened yet. Decide its approval or send its signal first."
      : "there is nothing to resume. Start a new run in the same session instead.";
  return new ScoriaError("RUN_NOT_RESUMABLE", `Run ${runId} is ${status}, so ${advice}`, { runId, status });
}

/** An absent approval and one of another tenant get this same answer, byte for byte. */
export function approvalNotFound(approvalId: string): ScoriaError<"APPROVAL_NOT_FOUND"> {
  return new ScoriaError(
    "APPROVAL_NOT_FOUND",
    `Approval ${approvalId} was not found. Check the id, and that the identity belongs to the approval's tenant.`,
    { approvalId },
  );
}

/** `decidedBy` and `decidedAt` (ISO 8601) are in the details when a person decided. */
export function approvalAlreadyDecided(decided: {
  readonly approvalId: string;
  readonly status: string;
  readonly decidedBy?: string;
  readonly decidedAt?: string;
}): ScoriaError<"APPROVAL_ALREADY_DECIDED"> {
  const { approvalId, status } = decided;
  return new ScoriaError(
    "APPROVAL_ALREADY_DECIDED",
    `Approval ${approvalId} is already ${status}, so this decision was not recorded. Read the approval to see who decided.`,
    { ...decided },
  );
}

/** `what` completes the sentence "<path> …": "must be a string", "has a lone surrogate". */
export function invalidInput(path: string, what: string): ScoriaError<"INVALID_INPUT"> {
  return new ScoriaError("INVALID_INPUT", `${path} ${what}.`, { path });
}

export function payloadTooLarge(
  path: string,
  limit: number,
  unit: "bytes" | "keys and items",
): ScoriaError<"PAYLOAD_TOO_LARGE"> {
  return new ScoriaError(
    "PAYLOAD_TOO_LARGE",
    `${path} has more than ${limit} ${unit}. Store the data elsewhere and pass a reference to it.`,
    { path, limit, unit },
  );
}

/** `key` and `nearest` are null when the key may not be shown or nothing is near it. */
export function unknownOption(
  where: string,
  key: string | null,
  nearest: string | null,
  known: readonly string[],
): ScoriaError<"UNKNOWN_OPTION"> {
  const unknown = key === null ? "an unknown option" : `the unknown option "${key}"`;
  const advice =
    nearest !== null
      ? `Did you mean "${nearest}"?`
      : known.length === 0
        ? "It takes no options."
        : `It knows ${known.map((name) => `"${name}"`).join(", ")}.`;
  return new ScoriaError("UNKNOWN_OPTION", `${where} was given ${unknown}. ${advice}`, { where, option: key, nearest });
}

export function waitTimedOut(runId: string, timeoutMs: number): ScoriaError<"WAIT_TIMED_OUT"> {
  return new ScoriaError(
    "WAIT_TIMED_OUT",
    `Run ${runId} did not get there within ${timeoutMs} ms. It goes on; wait again or read it later.`,
    { runId, timeoutMs },
  );
}

/** `what` is the thing that was closed: "This Scoria facade". */
export function closed(what: string): ScoriaError<"CLOSED"> {
  return new ScoriaError("CLOSED", `${what} was closed. Make a new one with createScoria.`);
}
